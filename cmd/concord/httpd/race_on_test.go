//go:build race

package httpd

// raceDetector slows everything down by an order of magnitude: times are not judged under it.
const raceDetector = true
