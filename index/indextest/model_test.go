package indextest

import (
	"testing"

	"w3id.org/concord/index"
)

func TestModel(t *testing.T) {
	Run(t, func(t *testing.T) index.Store {
		s := NewModel()
		t.Cleanup(func() { s.Close() })
		return s
	})
}
