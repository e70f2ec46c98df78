package groups

func wg4() *Group {
	return &Group{ID: "wg4", Code: "WG4", Title: "Evaluation", Things: "evaluations",
		About: "How organisations evaluate their instruments: when, how much of them, how regularly, with which tools, and how that is tied to evaluation at home.",
		Filters: []Filter{organisationFilter, typeFilter("evaluation-approach", "approach to evaluation"),
			{Param: "timing", Prefix: "timing", Title: "timing"}, {Param: "scope", Prefix: "evaluation-scope", Title: "scope"}, {Param: "regularity", Prefix: "regularity", Title: "regularity"},
			{Param: "object", Prefix: "evaluation-object", Title: "object"}, {Param: "conduct", Prefix: "conduct", Title: "conduct"}},
		Clauses: []Clause{
			{Text: "Catalogue evaluation approaches (ex ante or ex post, stock or single, systematic or ad hoc)", Sections: []string{"approaches", "facets", "catalogue"},
				Pages: []Page{{"/evaluation", "Evaluation"}}},
			{Text: "Against other evaluations", Sections: []string{"facets", "contrasts"}},
			{Text: "Tools and practices by organisation", Sections: []string{"tools", "catalogue"}, Pages: []Page{{"/queries/tools-by-conduct?run=1", "Tools of internal and external evaluation"}}},
			{Text: "Objectives, benefits, challenges", Sections: []string{"aims"}},
			{Text: "Kind and direction of links with domestic evaluation", Sections: []string{"links", "domestic"}},
			{Text: "Gaps, and options to strengthen the links", Sections: []string{"domestic"}, Pages: []Page{{"/queries/options-for-domestic-links?run=1", "All options"}}},
		},
		Sections: []Section{
			{ID: "approaches", Title: "Approaches to evaluation", Query: "evaluation-approaches",
				Layout: table("approaches", "approach", "Approach", col("definition", "Definition"), col("objective", "Objective"), col("modality", "Modality"),
					col("benefit", "Benefit to expect"), col("challenge", "Challenge to expect"), count("evaluations", "Evaluations"), count("contrasts", "Contrasts")).grouped("dimension")},
			{ID: "facets", Title: "Facets counted, against other evaluations", Query: "evaluation-facets",
				Note: "Contrasts are audits, programme, institutional and country reviews: no evaluations of an instrument. Not coded: the row was read and does not say it.",
				Layout: pivot("evaluations", "evaluation", col("value", "Value"),
					Column{Var: "contrast", Title: "Kept for contrast", Words: map[string]string{"false": "evaluations of instruments", "true": "kept for contrast"}}).grouped("facet")},
			{ID: "catalogue", Title: "Evaluations of instruments, by facet", Query: "evaluations-by-facet", Args: map[string]string{"contrast": "false"},
				Layout: facetTable()},
			{ID: "contrasts", Title: "Kept for contrast: other evaluations", Query: "evaluations-by-facet", Args: map[string]string{"contrast": "true"},
				Note:   "Audits, programme, institutional and country reviews. They are no evaluations of an instrument and are counted nowhere else on this page, except beside them.",
				Layout: facetTable()},
			{ID: "tools", Title: "Tools by organisation", Query: "evaluations-by-facet", Args: map[string]string{"contrast": "false"},
				Note:   "An evaluation may use several tools.",
				Layout: pivot("evaluations", "evaluation", short("organisation", "Organisation"), col("tool", "Tool"))},
			{ID: "aims", Title: "Objectives, benefits and challenges", Query: "evaluation-aims", Args: map[string]string{"contrast": "false"},
				Layout: table("evaluations", "evaluation", "Evaluation", col("objective", "Objective"), col("benefit", "Benefit"), col("challenge", "Challenge"),
					col("technique", "Tool or technique, in words")).grouped("organisation")},
			{ID: "links", Title: "Links with domestic evaluation: kind and direction", Query: "domestic-link-practices", Args: map[string]string{"contrast": "false"},
				Note:   "None stated: the row was read and does not say it.",
				Layout: pivot("evaluations", "evaluation", col("kind", "Kind"), col("direction", "Direction")).listing("organisation")},
			{ID: "domestic", Title: "Links with domestic evaluation: what they are, gap and option", Query: "domestic-link-practices", Args: map[string]string{"contrast": "false"},
				Note: "A gap is read from the row. An option is an editorial proposal that answers it, not a decision of the organisation.",
				Layout: table("evaluations", "evaluation", "Evaluation", short("organisation", "Organisation"), col("direction", "Direction"), col("link", "Link"), col("gap", "Gap"),
					col("option", "Option to strengthen")).grouped("kind")},
		}}
}

func facetTable() Layout {
	return table("evaluations", "evaluation", "Evaluation", col("timing", "Timing"), col("scope", "Scope"), col("regularity", "Regularity"), col("object", "Object"),
		col("conduct", "Conduct"), col("frequency", "Frequency"), col("tool", "Tools")).grouped("organisation")
}
