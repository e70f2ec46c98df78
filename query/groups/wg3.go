package groups

func wg3() *Group {
	return &Group{ID: "wg3", Code: "WG3", Title: "Stakeholders", Things: "practices of engagement",
		About:   "Who has a stake in international rule-making, at which stage, through which process, with which safeguards, and how that helps rules to spread and to be kept.",
		Filters: []Filter{organisationFilter, typeFilter("stakeholder-type", "type of stakeholder"), {Param: "process", Prefix: "process-type", Title: "process"}},
		Clauses: []Clause{
			{Text: "Map stakeholder types and their contributions", Sections: []string{"typology"}, Pages: []Page{{"/stakeholders", "Stakeholders"}}},
			{Text: "At which stage they matter: where they could take part, where they do, and the gap", Sections: []string{"stages", "practices"},
				Pages: []Page{{"/queries/stage-gap-by-type?run=1", "The gap as a list"}}},
			{Text: "What engagement means, and for whom", Sections: []string{"definitions"}},
			{Text: "How it is made effective", Sections: []string{"processes", "safeguards"}, Pages: []Page{{"/queries/safeguards-against-capture?run=1", "Safeguards against capture"}}},
			{Text: "Benefits and risks", Sections: []string{"benefits", "risks", "practices"}},
			{Text: "Options to increase dissemination and adherence", Sections: []string{"dissemination", "adherence", "uptake"}},
		},
		Sections: []Section{
			{ID: "typology", Title: "Types of stakeholder and what they contribute", Query: "stakeholder-typology",
				Layout: table("types", "stakeholders", "Type of stakeholder", col("wider", "Wider type").or("none: a top type"), col("definition", "Definition"),
					col("contributions", "Typical contributions"), count("practices", "Practices"))},
			{ID: "definitions", Title: "What engagement means, side by side", Query: "engagement-defined",
				Note: "Summaries in our own words; the text of the organisation prevails.",
				Layout: table("definitions", "entry", "Word", short("organisation", "Organisation").or("the catalogue itself"), col("definition", "Definition"),
					col("scope", "For whom, and where it holds"))},
			{ID: "stages", Title: "Where stakeholders could take part, and where they do", Query: "stakeholder-stage-map",
				Note: "Gap: the stage is listed as open to the group, and no practice is recorded; it measures documentation as much as practice. " +
					"The stage of consultation is overstated: it was taken over from drafting. An empty cell: neither listed as open, nor recorded.",
				Layout: pivot("practices", "practice", col("stakeholders", "Type of stakeholder"), col("stage", "Stage")).could("possible")},
			{ID: "processes", Title: "Through which process, by relation to the membership", Query: "engagement-practices",
				Layout: pivot("practices", "practice", col("process", "Process"), col("relation", "Relation to the membership")).listing("organisation")},
			{ID: "forms", Title: "How far it goes: forms of engagement by process", Query: "engagement-practices",
				Layout: pivot("practices", "practice", col("process", "Process"), col("form", "Form"))},
			{ID: "safeguards", Title: "Safeguards, by process", Query: "engagement-safeguards",
				Note:   "What makes a practice work or protects it, where the row or the rules of the organisation show it.",
				Layout: table("practices", "practice", "Practice", short("organisation", "Organisation"), col("safeguard", "Safeguard")).grouped("process")},
			engagementThemes("benefits", "benefit", "Benefits"),
			engagementThemes("risks", "risk", "Risks"),
			{ID: "practices", Title: "Practices of engagement", Query: "engagement-practices",
				Layout: table("practices", "practice", "Practice", col("stakeholders", "With whom"), col("stage", "Stage"), col("process", "Process"),
					col("safeguard", "Safeguard"), col("benefit", "Benefit"), col("risk", "Risk")).grouped("organisation")},
			optionsFor("dissemination", "Options to increase dissemination"),
			optionsFor("adherence", "Options to increase adherence"),
			optionsFor("uptake", "Options to increase uptake"),
		}}
}

func engagementThemes(id, feature, title string) Section {
	return Section{ID: id, Title: title + ", counted by theme", Query: "engagement-themes", Args: map[string]string{"feature": feature},
		Note:   "Themes are an editorial coding of the wording; a practice may have several.",
		Layout: pivot("practices", "practice", col("theme", "Theme of "+feature), col("process", "Process"))}
}

func optionsFor(aim, title string) Section {
	return Section{ID: aim, Title: title, Query: "options-described", Args: map[string]string{"aim": aim},
		Note: "Proposals drawn from practices in the catalogue; that one worked once is no proof that it works elsewhere.",
		Layout: table("options", "option", "Option", col("how", "How"), col("stakeholders", "Through whom"), col("stage", "Stage"),
			short("exampleOrganisation", "Example of"), col("example", "Example"))}
}
