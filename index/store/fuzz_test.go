package store

import (
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
	"w3id.org/concord/ontology/rdf"
)

// samplePayloads are the records of a real log.
func samplePayloads(t testing.TB) (payloads [][]byte) {
	mem := vfs.NewMem()
	s, err := Open("db", Options{FS: mem})
	if err != nil {
		t.Fatal(err)
	}
	for round := range 3 {
		if _, err := tryPut(s, workloadQuads(round)...); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	r := logReader{name: "log-0", data: mem.Bytes("db/log-0")}
	if err := r.header(); err != nil {
		t.Fatal(err)
	}
	for seq := uint64(1); ; seq++ {
		payload, err := r.next()
		if err != nil {
			t.Fatal(err)
		}
		if payload == nil {
			return payloads
		}
		payloads = append(payloads, payload)
		if err := r.seal(seq); err != nil {
			t.Fatal(err)
		}
	}
}

// FuzzReplay: a record with a right checksum and any content is applied or refused as damage.
func FuzzReplay(f *testing.F) {
	for _, payload := range samplePayloads(f) {
		f.Add(payload)
		f.Add(payload[:len(payload)/2])
	}
	f.Add([]byte{1, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F})
	f.Fuzz(func(t *testing.T, payload []byte) {
		st := newState(nil, &manifest{})
		st.fork()
		r := logReader{name: "log"}
		if err := r.replay(st, payload); err != nil && !index.IsCorrupt(err) {
			t.Fatal(err)
		}
	})
}

// FuzzLog: a log of any bytes is read or refused as damage, and never read as more than was written.
func FuzzLog(f *testing.F) {
	mem := vfs.NewMem()
	s, err := Open("db", Options{FS: mem})
	if err != nil {
		f.Fatal(err)
	}
	if _, err := tryPut(s, rdf.Quad{S: term("s"), P: term("p"), O: term("o")}); err != nil {
		f.Fatal(err)
	}
	s.Close()
	good, m := mem.Bytes("db/log-0"), (&manifest{}).encode() // it does not vouch for the length of the log
	f.Add(good)
	f.Add(good[:len(good)-sealSize])
	f.Add(append(append([]byte(nil), good...), make([]byte, 40)...))
	f.Fuzz(func(t *testing.T, data []byte) {
		mem := vfs.NewMem()
		mem.Put("db/"+manifestName, m)
		mem.Put("db/log-0", data)
		s, err := Open("db", Options{FS: mem})
		if err != nil {
			if !index.IsCorrupt(err) {
				t.Fatal(err)
			}
			return
		}
		defer s.Close()
		if err := s.Check(ctx); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzManifest: any text is a manifest or refused.
func FuzzManifest(f *testing.F) {
	f.Add((&manifest{generation: 3, seq: 4, base: true}).encode())
	f.Add((&manifest{generation: 3, seq: 4, base: true, logged: 20}).encode())
	f.Add([]byte("concord store 2\ncrc32c 00000000\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := decodeManifest("MANIFEST", data)
		if err == nil && string(m.encode()) != string(data) {
			t.Fatalf("%q is read as %q", data, m.encode())
		}
	})
}
