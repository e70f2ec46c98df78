//go:build !linux

package vfs

import "errors"

// Memory is not known on this system.
func Memory() (uint64, error) { return 0, errors.ErrUnsupported }
