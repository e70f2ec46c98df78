//go:build !linux

package vfs

import "os"

func letGo(*os.File, int64, int64) {}
