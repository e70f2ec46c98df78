package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/query/library"
	"w3id.org/concord/query/traverse"
)

// traverseFlags are shared by the traversals.
type traverseFlags struct {
	over   []string
	hops   int
	limit  int
	asJSON bool
}

func (a *app) traverseCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "traverse", Short: "Walk the graph: routes between things, what is beside one, what can be reached",
		Example: "  concord traverse routes who wto\n  concord traverse neighbours term:oecd-decision\n  concord traverse reach oiml --hops 2",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("there is no traversal %q; choose routes, neighbours or reach", args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(a.routesCommand(), a.neighboursCommand(), a.reachCommand())
	return c
}

const overHelp = "walk over these properties, in both directions (like skos:broader), instead of coordination; repeatable"

func (a *app) routesCommand() *cobra.Command {
	var f traverseFlags
	c := &cobra.Command{
		Use: "routes FROM TO", Short: "All shortest routes between two things, each step named",
		Long: "Routes finds all shortest ways from one organisation to another over the coordination that the graph records, or between\n" +
			"any two things over the properties named by --over. Things are named by slug (who), by prefix (term:oecd-decision) or by\n" +
			"their whole address.",
		Example: "  concord traverse routes who wto\n  concord traverse routes type:treaty type:recommendation --over skos:broader",
		Args:    argCount(2, 2, "two things"),
		RunE: func(c *cobra.Command, args []string) error {
			return a.routes(c, thingAddress(args[0]), thingAddress(args[1]), f)
		},
	}
	c.Flags().StringArrayVar(&f.over, "over", nil, overHelp)
	c.Flags().IntVar(&f.limit, "limit", 50, "how many routes to print at most")
	c.Flags().BoolVar(&f.asJSON, "json", false, "print JSON")
	return c
}

func (a *app) neighboursCommand() *cobra.Command {
	var f traverseFlags
	c := &cobra.Command{
		Use: "neighbours THING", Short: "What the graph joins with a thing, and by which property",
		Example: "  concord traverse neighbours who --limit 20\n  concord traverse neighbours term:oecd-decision --over io:hubType",
		Args:    argCount(1, 1, "one thing"),
		RunE:    func(c *cobra.Command, args []string) error { return a.neighbours(c, thingAddress(args[0]), f) },
	}
	c.Flags().StringArrayVar(&f.over, "over", nil, "only by this property; repeatable")
	c.Flags().IntVar(&f.limit, "limit", 100, "how many to print at most")
	c.Flags().BoolVar(&f.asJSON, "json", false, "print JSON")
	return c
}

func (a *app) reachCommand() *cobra.Command {
	var f traverseFlags
	c := &cobra.Command{
		Use: "reach THING", Short: "What can be reached from a thing, and how far it is",
		Example: "  concord traverse reach oiml --hops 2\n  concord traverse reach type:treaty --hops 3 --over skos:broader",
		Args:    argCount(1, 1, "one thing"),
		RunE:    func(c *cobra.Command, args []string) error { return a.reach(c, thingAddress(args[0]), f) },
	}
	c.Flags().IntVar(&f.hops, "hops", 2, "how far to go")
	c.Flags().StringArrayVar(&f.over, "over", nil, overHelp)
	c.Flags().BoolVar(&f.asJSON, "json", false, "print JSON")
	return c
}

// thingAddress reads a slug of an organisation, a prefixed name or an address.
func thingAddress(s string) string {
	s = strings.Trim(s, "<>")
	if strings.Contains(s, "://") {
		return s
	}
	if strings.Contains(s, ":") {
		return expand(s)
	}
	return ontology.Thing("organisation", strings.ToLower(s)).Value
}

// expand writes a prefixed name out.
func expand(name string) string {
	prefix, local, ok := strings.Cut(name, ":")
	if !ok || strings.HasPrefix(local, "//") {
		return name
	}
	for _, p := range ontology.Prefixes {
		if p.Name == prefix {
			return p.IRI + local
		}
	}
	return name
}

// options turns the flags into those of package traverse.
func (f traverseFlags) options() traverse.Options {
	var o traverse.Options
	if len(f.over) > 0 {
		o.Steps = []traverse.Step{{Along: expandAll(f.over), Against: expandAll(f.over)}}
	}
	o.MaxRoutes = f.limit
	return o
}

func expandAll(names []string) []string {
	var out []string
	for _, n := range names {
		out = append(out, expand(strings.Trim(n, "<>")))
	}
	return out
}

func (a *app) routes(c *cobra.Command, from, to string, f traverseFlags) error {
	return a.walk(c, func(snap index.Snapshot) error {
		found, err := traverse.Find(c.Context(), snap, from, to, f.options())
		if err != nil {
			return unknownThing(err)
		}
		if f.asJSON {
			return printJSON(a.out, found)
		}
		return printRoutes(a.out, found)
	})
}

// walk runs a traversal on the newest state of the store.
func (a *app) walk(c *cobra.Command, f func(index.Snapshot) error) error {
	snap, done, err := a.snapshot(c.Context())
	if err != nil {
		return err
	}
	defer done()
	return f(snap)
}

func unknownThing(err error) error {
	if errors.Is(err, traverse.ErrUnknown) {
		return fmt.Errorf("%w; \"concord lookup\" finds things by name, and term:oecd-decision names one by its kind", err)
	}
	return err
}

func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func printRoutes(w io.Writer, r *traverse.Routes) error {
	from, to := called(r.From), called(r.To)
	if !r.Found() {
		_, err := fmt.Fprintf(w, "no route from %s to %s: the graph records nothing that connects them\n", from, to)
		return err
	}
	fmt.Fprintf(w, "%s from %s to %s, %s each\n", plural(r.Count, "shortest route"), from, to, plural(r.Hops, "hop"))
	for i, route := range r.Routes {
		fmt.Fprintf(w, "%3d. %s\n", i+1, describeRoute(route, from))
	}
	if r.Truncated {
		_, err := fmt.Fprintf(w, "     and %d more; --limit shows them\n", r.Count-len(r.Routes))
		return err
	}
	return nil
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return group(n) + " " + what + "s"
}

func called(n traverse.Node) string {
	if n.Short != "" {
		return n.Short
	}
	return n.Name
}

// describeRoute writes one route in a line: stop -> arrangement (roles, since) -> stop.
func describeRoute(r traverse.Route, from string) string {
	var b strings.Builder
	b.WriteString(from)
	for _, h := range r.Hops {
		for _, via := range h.Via {
			fmt.Fprintf(&b, " -> %s", via.Name)
			if note := answer.Via(via); note != "" {
				fmt.Fprintf(&b, " (%s)", note)
			}
		}
		fmt.Fprintf(&b, " %s %s", arrow(h), called(h.To))
	}
	return b.String()
}

// arrow is plain after an arrangement; a single step shows its property and direction.
func arrow(h traverse.Hop) string {
	if len(h.Via) > 0 || len(h.Links) != 1 {
		return "->"
	}
	l := h.Links[0]
	if l.Against {
		return "<-[" + answer.Short(l.Predicate) + "]-"
	}
	return "-[" + answer.Short(l.Predicate) + "]->"
}

func (a *app) neighbours(c *cobra.Command, thing string, f traverseFlags) error {
	return a.walk(c, func(snap index.Snapshot) error {
		o := traverse.NeighbourOptions{Predicates: expandAll(f.over), Limit: f.limit}
		found, more, err := traverse.Neighbours(c.Context(), snap, thing, o)
		if err != nil {
			return unknownThing(err)
		}
		if f.asJSON {
			return printJSON(a.out, found)
		}
		for _, n := range found {
			arrow := "->"
			if n.Against {
				arrow = "<-"
			}
			fmt.Fprintf(a.out, "%s %-28s %s  (%s)\n", arrow, answer.Short(n.Predicate.IRI), called(n.Node), answer.Short(n.IRI))
		}
		if more {
			fmt.Fprintf(a.err, "there are more than %d; --limit shows them\n", f.limit)
		}
		return nil
	})
}

func (a *app) reach(c *cobra.Command, thing string, f traverseFlags) error {
	return a.walk(c, func(snap index.Snapshot) error {
		found, err := traverse.Reach(c.Context(), snap, thing, f.hops, f.options())
		if err != nil {
			return unknownThing(err)
		}
		if f.asJSON {
			return printJSON(a.out, found)
		}
		for _, r := range found {
			fmt.Fprintf(a.out, "%d  %s  (%s)\n", r.Hops, r.Name, answer.Short(r.IRI))
		}
		return nil
	})
}

// namedTraverse answers a route question of the library.
func (a *app) namedTraverse(c *cobra.Command, q *library.Query, values map[string]string) error {
	from, to, err := q.Route(values)
	if err != nil {
		return usageError{err}
	}
	return a.routes(c, from, to, traverseFlags{limit: 50})
}
