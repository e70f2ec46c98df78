//go:build race

package main

// raceDetector slows everything down by an order of magnitude: times are not judged under it.
const raceDetector = true
