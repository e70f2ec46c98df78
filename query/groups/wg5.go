package groups

func wg5() *Group {
	return &Group{ID: "wg5", Code: "WG5", Title: "Coordination", Things: "arrangements",
		About:   "How organisations coordinate their rule-making, hard and soft: with which partners, with what success and trouble, and what has come of it.",
		Filters: []Filter{organisationFilter, typeFilter("coordination-type", "type of coordination"), {Param: "formality", Prefix: "formality", Title: "formality"}},
		Clauses: []Clause{
			{Text: "Instruments, practices and experience of coordination, hard and soft", Sections: []string{"typology", "arrangements", "grounds", "experience"},
				Pages: []Page{{"/coordination", "Coordination"}}},
			{Text: "Who coordinates with whom", Sections: []string{"network", "degrees", "participants"}, Pages: []Page{{"/routes", "Routes between organisations"}}},
			{Text: "Challenges", Sections: []string{"challenges", "experience"}},
			{Text: "Advantages and disadvantages of each mechanism", Sections: []string{"typology", "advantages", "disadvantages"}},
			{Text: "Effect on rule-making: instruments produced or referenced, claims with evidence", Sections: []string{"effects"},
				Pages: []Page{{"/queries/produced-instruments?run=1", "Instruments produced"}, {"/queries/products-without-record?run=1", "Products without a record"}}},
			{Text: "Success factors", Sections: []string{"success", "success-by-type"}},
		},
		Sections: []Section{
			{ID: "typology", Title: "Types of coordination, compared", Query: "coordination-typology",
				Note: "Advantage, disadvantage, success factor and challenge of a type are what is to be expected of it, in general; what is documented for arrangements stands below.",
				Layout: table("types", "type", "Type", col("definition", "Definition"), col("advantage", "Advantage to expect"), col("disadvantage", "Disadvantage to expect"),
					col("success", "Success factor to expect"), col("challenge", "Challenge to expect"), count("arrangements", "Arrangements")).grouped("formality")},
			{ID: "grounds", Title: "Hard and soft, and on which ground", Query: "arrangements-described",
				Note:   "Hard: founded on a treaty, a constituent decision of governing bodies, or a binding agreement. The test looks at the arrangement, not at its product.",
				Layout: pivot("arrangements", "arrangement", col("ground", "Ground"), col("formality", "Formality"))},
			{ID: "types", Title: "Hard and soft, by type", Query: "arrangements-described",
				Layout: pivot("arrangements", "arrangement", col("type", "Type"), col("formality", "Formality"))},
			{ID: "arrangements", Title: "Arrangements", Query: "arrangements-described",
				Layout: table("arrangements", "arrangement", "Arrangement", col("type", "Type"), col("ground", "Ground"), short("organisation", "Organisations"),
					col("stage", "Stage"), col("status", "Status"), col("since", "Since"), col("until", "Until").or("no end recorded")).grouped("formality")},
			{ID: "network", Title: "The network of hard and soft coordination", Query: "coordination-participations", Draw: true,
				Note:   "Each line ties one organisation to one arrangement; organisations are not tied to each other. The list says the same as the drawing.",
				Layout: table("arrangements", "arrangement", "Arrangement", col("type", "Type"), short("organisation", "Organisations that take part")).grouped("formality")},
			{ID: "degrees", Title: "In how many arrangements each organisation takes part", Query: "coordination-participations",
				Note:   "The degree of an organisation in the graph of organisations and arrangements: a committee of twenty gives each member one tie, to the committee, and no ties to each other.",
				Layout: pivot("arrangements", "arrangement", short("organisation", "Organisation"), col("formality", "Formality"))},
			{ID: "participants", Title: "Who takes part in what, and in which role", Query: "coordination-participations",
				Note:   "The role partner is the default and claims nothing more.",
				Layout: pivot("arrangements", "arrangement", short("organisation", "Organisation"), col("role", "Role"))},
			coordinationThemes("success", "success-factor", "Success factors of hard and soft coordination", col("formality", "Formality")),
			coordinationThemes("success-by-type", "success-factor", "Success factors by type", col("type", "Type")),
			coordinationThemes("challenges", "challenge", "Challenges of hard and soft coordination", col("formality", "Formality")),
			coordinationThemes("advantages", "advantage", "Advantages by type", col("type", "Type")),
			coordinationThemes("disadvantages", "disadvantage", "Disadvantages by type", col("type", "Type")),
			{ID: "experience", Title: "Experience in words", Query: "coordination-experience",
				Note: "Only arrangements that document one of the four.",
				Layout: table("arrangements", "arrangement", "Arrangement", col("type", "Type"), col("advantage", "Advantage"), col("disadvantage", "Disadvantage"),
					col("success", "Success factor"), col("challenge", "Challenge")).grouped("formality")},
			{ID: "effects", Title: "Effect on rule-making", Query: "coordination-effects",
				Note: "Instruments with a record of their own, products named in words, and claims of an effect; only arrangements that document one of them. A claim of an effect has no locator of its own beyond the source of its row. The catalogue has no code for texts that an arrangement refers to without having produced them: they stand in the words.",
				Layout: table("arrangements", "arrangement", "Arrangement", col("type", "Type"), col("instrument", "Instruments produced").or("none with a record"), col("nature", "Their legal nature").or("no legal nature recorded"),
					col("product", "Products in words"), col("effect", "Effect claimed")).grouped("formality")},
		}}
}

func coordinationThemes(id, feature, title string, by Column) Section {
	rows, cols := col("theme", "Theme"), by
	if by.Var == "type" {
		rows, cols = by, col("theme", "Theme")
	}
	return Section{ID: id, Title: title, Query: "coordination-themes", Args: map[string]string{"feature": feature},
		Note:   "Themes are an editorial coding of the wording. Not documented says nothing for or against an arrangement.",
		Layout: pivot("arrangements", "arrangement", rows, cols)}
}
