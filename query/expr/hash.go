package expr

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"

	"w3id.org/concord/ontology/xsd"
)

// Hash functions (SPARQL 1.1, 17.4.6) and unique names. MD5 and SHA-1 are here because the specification has them; they
// protect nothing.

func hashOf(sum func(b []byte) []byte) function {
	return unary(func(v xsd.Value) xsd.Value {
		if v.Kind != xsd.String {
			return xsd.Value{}
		}
		return xsd.NewString(hex.EncodeToString(sum([]byte(v.Text()))))
	})
}

func md5Sum(b []byte) []byte    { s := md5.Sum(b); return s[:] }
func sha1Sum(b []byte) []byte   { s := sha1.Sum(b); return s[:] }
func sha256Sum(b []byte) []byte { s := sha256.Sum256(b); return s[:] }
func sha384Sum(b []byte) []byte { s := sha512.Sum384(b); return s[:] }
func sha512Sum(b []byte) []byte { s := sha512.Sum512(b); return s[:] }

// newUUID is a random UUID (RFC 9562, version 4).
func newUUID() string {
	var u [16]byte
	rand.Read(u[:]) // never fails
	u[6], u[8] = u[6]&0x0f|0x40, u[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}
