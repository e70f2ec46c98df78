// Package remote fetches from other servers what SERVICE and LOAD ask for: only from addresses that the operator has
// allowed, and never from inside the operator's own network unless that is allowed too.
//
// A query can come from anybody, so what it names is checked twice: its address against the list of prefixes, part by part
// and not as text; and the network address that the name leads to, after the name is resolved and at the moment of the
// connection, so that a name cannot be allowed for one address and lead to another (DNS rebinding). Redirects are checked
// like first requests. Answers are bounded in size, and in time by the query.
//
// It runs no query: package query calls it through functions.
//
// The main path: New with an allow-list, then Service and Load as options of the engine.
package remote

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// ErrNotAllowed says that an address is not one that may be called.
var ErrNotAllowed = errors.New("this address may not be called; the operator of the server allows addresses by name")

// Options say whom to call and how much to take.
type Options struct {
	Allow    []string // prefixes of addresses, like https://query.wikidata.org/sparql or https://example.org/data/
	Private  bool     // allow loopback, private and other special networks
	MaxBytes int64    // of an answer; 64 MiB
}

// Client calls other servers.
type Client struct {
	allow    []*url.URL
	maxBytes int64
	http     *http.Client
}

// New makes a client. A prefix that is no http or https address is an error.
func New(o Options) (*Client, error) {
	c := &Client{maxBytes: o.MaxBytes}
	if c.maxBytes <= 0 {
		c.maxBytes = 64 << 20
	}
	for _, prefix := range o.Allow {
		u, err := url.Parse(prefix)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			return nil, fmt.Errorf("%q is no prefix of addresses; write it like https://example.org/sparql", prefix)
		}
		c.allow = append(c.allow, u)
	}
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	if !o.Private {
		dialer.Control = refuseSpecial
	}
	c.http = &http.Client{
		Transport: &http.Transport{DialContext: dialer.DialContext, Proxy: nil, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 2,
			ResponseHeaderTimeout: time.Minute, TLSHandshakeTimeout: 10 * time.Second, IdleConnTimeout: time.Minute, MaxResponseHeaderBytes: 1 << 16},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > 4 {
				return errors.New("it redirects too often")
			}
			return c.check(r.URL)
		},
	}
	return c, nil
}

// check holds an address against the list. A prefix covers its own path and what lies below it.
func (c *Client) check(u *url.URL) error {
	for _, a := range c.allow {
		same := strings.EqualFold(u.Scheme, a.Scheme) && strings.EqualFold(u.Host, a.Host) && u.User == nil
		below := u.EscapedPath() == a.EscapedPath() || strings.HasPrefix(u.EscapedPath(), strings.TrimSuffix(a.EscapedPath(), "/")+"/")
		if same && below && !dotted(u.EscapedPath()) {
			return nil
		}
	}
	return fmt.Errorf("%w: %s", ErrNotAllowed, u.Redacted())
}

// dotted reports whether a path steps up somewhere: servers differ in what they make of that.
func dotted(path string) bool {
	path = strings.NewReplacer("%2e", ".", "%2E", ".", "%2f", "/", "%2F", "/").Replace(path)
	return strings.Contains(path+"/", "/../") || strings.Contains(path, `\`)
}

// refuseSpecial refuses connections to networks that are not public. It sees the address that the name was resolved to.
func refuseSpecial(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %s", ErrNotAllowed, address)
	}
	if special(ap.Addr()) {
		return fmt.Errorf("%w: it leads into a network that is not public (%s)", ErrNotAllowed, ap.Addr())
	}
	return nil
}

// specialNetworks are those of the IANA registries of special-purpose addresses that netip has no method for.
var specialNetworks = func() (out []netip.Prefix) {
	for _, p := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10",
	} {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}()

// special reports whether an address is not one of the public Internet.
func special(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return true
	}
	for _, p := range specialNetworks {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// do sends a request to an allowed address; anything but success is an error with the beginning of what came.
func (c *Client) do(ctx context.Context, r *http.Request) (*http.Response, error) {
	if err := c.check(r.URL); err != nil {
		return nil, err
	}
	r.Header.Set("User-Agent", "Concord (https://w3id.org/concord)")
	res, err := c.http.Do(r.WithContext(ctx))
	if err != nil {
		if ue := new(url.Error); errors.As(err, &ue) {
			err = ue.Err // the address stands in the caller's message
		}
		return nil, err
	}
	if res.StatusCode/100 != 2 {
		defer res.Body.Close()
		head := make([]byte, 200)
		n, _ := res.Body.Read(head)
		return nil, fmt.Errorf("it answered %s: %s", res.Status, strings.Join(strings.Fields(strings.ToValidUTF8(string(head[:n]), "?")), " "))
	}
	return res, nil
}
