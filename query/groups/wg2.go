package groups

func wg2() *Group {
	return &Group{ID: "wg2", Code: "WG2", Title: "Implementation", Things: "mechanisms",
		About:   "The mechanisms that help instruments to be put into practice: what kinds there are, for which instruments, and what is said for and against them.",
		Filters: []Filter{organisationFilter, typeFilter("mechanism-type", "type of mechanism"), {Param: "mode", Prefix: "implementation-mode", Title: "mode of implementation"}},
		Clauses: []Clause{
			{Text: "Collect and define the mechanisms that help implementation", Sections: []string{"typology", "mechanisms"}, Pages: []Page{{"/mechanisms", "Mechanisms"}}},
			{Text: "Their objectives, modalities and critical actors", Sections: []string{"mechanisms", "actors"}},
			{Text: "Their benefits, costs and challenges", Sections: []string{"benefits", "costs", "challenges", "assessments"}},
			{Text: "Mechanisms by type of instrument and organisation", Sections: []string{"instruments", "instrument-types", "organisations"}},
			{Text: "By legal nature of the instrument, de jure and de facto", Sections: []string{"natures", "modes"}},
			{Text: "Typology and assessment", Sections: []string{"typology", "benefits", "costs", "challenges", "judged", "evaluations"}},
		},
		Sections: []Section{
			{ID: "typology", Title: "The typology of mechanisms", Query: "mechanism-typology",
				Note: "Benefit, cost and challenge of a type are what is to be expected of it, in general; what is documented for mechanisms stands below.",
				Layout: table("types", "type", "Type", col("definition", "Definition"), col("objective", "Objective"), col("modality", "Modality"), col("actors", "Critical actors"),
					col("benefit", "Benefit to expect"), col("cost", "Cost to expect"), col("challenge", "Challenge to expect"), count("mechanisms", "Mechanisms")).grouped("branch")},
			{ID: "mechanisms", Title: "Mechanisms, described", Query: "mechanisms-described",
				Layout: table("mechanisms", "mechanism", "Mechanism", col("type", "Main type"), col("mode", "Aims at"), col("objective", "Objective"),
					col("modality", "Modality"), col("actors", "Critical actors"), col("since", "Since")).grouped("organisation")},
			{ID: "instruments", Title: "Mechanisms, types of instrument and organisations", Query: "mechanisms-by-instrument-type",
				Note: "In each cell the number of mechanisms and whose they are. A mechanism counts once for each of its types and each family of instruments that it concerns.",
				Layout: pivot("mechanisms", "mechanism", col("type", "Type of mechanism"), col("family", "Family of instruments").or("no type of instrument recorded")).
					grouped("branch").listing("organisation")},
			{ID: "instrument-types", Title: "Types of instrument, branches of mechanisms and organisations", Query: "mechanisms-by-instrument-type",
				Note: "The same by single types of instrument, under their families.",
				Layout: pivot("mechanisms", "mechanism", col("instrument", "Type of instrument").or("no type of instrument recorded"), col("branch", "Branch")).
					grouped("family").listing("organisation")},
			{ID: "organisations", Title: "Mechanisms by organisation", Query: "mechanisms-by-instrument-type",
				Note:   "Branches of the typology; a mechanism with several types counts in each branch. An organisation without a row was not researched.",
				Layout: pivot("mechanisms", "mechanism", short("organisation", "Organisation"), col("branch", "Branch"))},
			{ID: "natures", Title: "By legal nature of the instruments concerned", Query: "mechanism-natures",
				Note: "The legal nature is that of the terms concerned, or of the types of instrument where no term is named. A mechanism counts once for each branch and nature.",
				Layout: pivot("mechanisms", "mechanism", col("branch", "Branch"), col("nature", "Legal nature").or("no legal nature recorded")).
					listing("organisation")},
			{ID: "modes", Title: "De jure and de facto, by legal nature", Query: "mechanism-natures",
				Note:   "De jure: aims at ratification, incorporation in law, formal compliance or legal effect. De facto: aims at use in practice, capacity, market or technical application.",
				Layout: pivot("mechanisms", "mechanism", col("mode", "Aims at"), col("nature", "Legal nature").or("no legal nature recorded"))},
			{ID: "actors", Title: "Critical actors", Query: "critical-actors",
				Note:   "Read from the wording of each mechanism by rules of words; a mechanism has several.",
				Layout: pivot("mechanisms", "mechanism", col("actor", "Critical actor"), col("branch", "Branch"))},
			mechanismThemes("benefits", "benefit", "Benefits"),
			mechanismThemes("costs", "cost", "Costs"),
			mechanismThemes("challenges", "challenge", "Challenges"),
			{ID: "assessments", Title: "Benefit, cost and challenge in words", Query: "mechanism-assessments",
				Note: "Only mechanisms that document one of the three.",
				Layout: table("mechanisms", "mechanism", "Mechanism", short("organisation", "Organisation"), col("type", "Main type"), col("benefit", "Benefit"),
					col("cost", "Cost"), col("challenge", "Challenge"))},
			{ID: "judged", Title: "Evaluations that name the mechanism", Query: "evaluations-naming-mechanisms",
				Note: "No code in the catalogue says which evaluation judged which mechanism. These are found by words: the evaluation has the acronym or the name of the mechanism in its own name, coverage or reference. " +
					"They are candidates to read, and there may be others.",
				Layout: table("evaluations", "evaluation", "Evaluation", short("organisation", "Organisation of the mechanism"), col("covers", "What it covers"), col("object", "Object of the evaluation"),
					col("contrast", "Kept for contrast")).grouped("mechanism")},
			{ID: "evaluations", Title: "Evaluations of what mechanisms implement", Query: "evaluations-beside-mechanisms",
				Note: "Evaluations of the same instrument, or of the same term by the same organisation. " +
					"Those of the object implementation or use come nearest; an evaluation of a text is no judgement on a mechanism that serves it.",
				Layout: table("evaluations", "evaluation", "Evaluation", short("organisation", "Organisation of the mechanism"), col("shared", "Both concern"), col("object", "Object of the evaluation"),
					col("contrast", "Kept for contrast")).grouped("mechanism")},
		}}
}

func mechanismThemes(id, feature, title string) Section {
	return Section{ID: id, Title: title + ", counted by theme", Query: "mechanism-themes", Args: map[string]string{"feature": feature},
		Note:   "Themes are an editorial coding of the wording; a mechanism may have several. Not documented says nothing for or against a mechanism.",
		Layout: pivot("mechanisms", "mechanism", col("theme", "Theme of "+feature), col("branch", "Branch"))}
}
