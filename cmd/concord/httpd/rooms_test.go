package httpd

import (
	"net/http"
	"strings"
	"testing"
)

// TestRooms opens every page that works with terms, empty and with its example: each is a whole page, in the menu, and the
// example answers something.
func TestRooms(t *testing.T) {
	s := catalogueServer(t)
	front := get(s, harmonisePath, "Accept", browser)
	if front.Code != http.StatusOK {
		t.Fatalf("%d", front.Code)
	}
	checkPage(t, harmonisePath, front.Body.String())
	for _, g := range rooms {
		for _, r := range g.Rooms {
			for _, path := range []string{r.Path, r.Try.Href} {
				w := get(s, path, "Accept", browser)
				if w.Code != http.StatusOK {
					t.Errorf("%s: %d %.200s", path, w.Code, w.Body)
					continue
				}
				page := w.Body.String()
				checkPage(t, path, page)
				if !strings.Contains(page, `<a href="`+r.Path+`" aria-current="page">`) || !strings.Contains(page, `<a href="`+harmonisePath+`" aria-current="page">`) {
					t.Errorf("%s is not current in the menus", path)
				}
				if strings.Contains(page, `role="alert"`) {
					t.Errorf("%s meets an error", path)
				}
			}
			if r.Try.Href != r.Path && get(s, r.Path, "Accept", browser).Body.Len() == get(s, r.Try.Href, "Accept", browser).Body.Len() {
				t.Errorf("%s shows nothing more than %s", r.Try.Href, r.Path)
			}
		}
	}
}
