package groups

var organisationFilter = Filter{Param: "organisation", Prefix: "organisation", Title: "organisation"}

func typeFilter(kind, title string) Filter { return Filter{Param: "type", Prefix: kind, Title: title} }

func wg1() *Group {
	return &Group{ID: "wg1", Code: "WG1", Title: "Variety of instruments", Things: "instruments and terms",
		About:   "Which instruments there are, what each organisation calls them, how they come about and change, and what each design suits.",
		Filters: []Filter{organisationFilter, typeFilter("type", "type of instrument")},
		Clauses: []Clause{
			{Text: "Catalogue and define instruments", Sections: []string{"types"},
				Pages: []Page{{"/types", "Types"}, {"/instruments", "Instruments"}, {"/matrix", "Who calls what how"}}},
			{Text: "Collect examples by organisation", Sections: []string{"families", "examples"}, Pages: []Page{{"/organisations", "Organisations"}}},
			{Text: "Find organisations that define an instrument differently from most others", Sections: []string{"apart"},
				Pages: []Page{{"/variations", "Variations"}, {"/differences", "Differences"}, {"/consensus", "Consensus and outliers"},
					{"/friends", "False friends"}, {"/twins", "Hidden twins"}, {"/compare", "Compare two of them"}}},
			{Text: "Make a glossary table with definitions, examples and variations", Sections: []string{"glossary"},
				Pages: []Page{{"/glossary", "Glossary, in all formats"}, {"/concordance", "Concordance"}, {"/variations", "Variations"}, {"/crosswalk", "Crosswalk"},
					{"/word", "What does this word do to me?"}}},
			{Text: "Compare how instruments are developed, maintained and updated", Sections: []string{"life-cycles", "steps"},
				Pages: []Page{{"/compare", "Compare"}, {"/queries/comparable-life-cycles?run=1", "Life cycles that can be compared"}}},
			{Text: "What need each design suits", Sections: []string{"designs"}},
		},
		Sections: []Section{
			{ID: "types", Title: "Types of instrument, defined", Query: "types-defined",
				Note: "Types are defined by what they do. A count is of organisations with a term placed in the type, however well it fits.",
				Layout: table("types", "type", "Type", col("definition", "Definition"), col("nature", "Legal nature"),
					count("terms", "Terms"), count("organisations", "Organisations")).grouped("family")},
			{ID: "designs", Title: "What need each design suits", Query: "designs-by-need",
				Layout: table("types", "type", "Type", col("nature", "Legal nature"), col("suited", "Suited to"), col("strength", "Strength"),
					col("limit", "Limit"), col("maintenance", "How it is kept up to date")).grouped("family")},
			{ID: "families", Title: "Examples by organisation and family of types", Query: "instruments-by-family",
				Note:   "Counts of example instruments in the catalogue, not of all that an organisation has issued.",
				Layout: pivot("instruments", "instrument", short("organisation", "Organisation"), col("family", "Family").or("no type recorded"))},
			{ID: "examples", Title: "The examples themselves", Query: "instruments-by-family",
				Layout: table("instruments", "instrument", "Instrument", col("term", "Called"), col("type", "Works as"), col("year", "Adopted"),
					col("code", "Code")).grouped("organisation")},
			{ID: "apart", Title: "Terms that are something else than their word suggests", Query: "terms-apart-from-their-word",
				Note: "That a term stands apart describes it and is no verdict. The type that a word suggests is an editorial assumption.",
				Layout: table("terms", "term", "Term", short("organisation", "Organisation"), col("word", "Word"), col("suggested", "Suggests"),
					col("type", "Is placed in"), col("nature", "Legal nature"), col("divergence", "Differs in"))},
			{ID: "glossary", Title: "Glossary", Query: "terms-defined",
				Note: "Definitions are paraphrases, kept apart by organisation.",
				Layout: table("terms", "term", "Term", short("organisation", "Organisation"), col("definition", "Definition"),
					col("nature", "Legal nature"), col("example", "Examples")).grouped("type")},
			{ID: "life-cycles", Title: "Which stages are documented for which types", Query: "life-cycle-stages",
				Note:   "In each cell the number of steps and whose they are. An empty cell means that no step is documented, not that there is no such stage.",
				Layout: pivot("steps", "step", col("type", "Type"), col("stage", "Stage")).listing("organisation")},
			{ID: "steps", Title: "How instruments are developed, maintained and updated", Query: "life-cycle-stages",
				Layout: table("steps", "step", "Stage", short("organisation", "Organisation"), col("description", "What happens"),
					col("period", "When")).grouped("term").called("stage")},
		}}
}
