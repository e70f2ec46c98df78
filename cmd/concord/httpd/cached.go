package httpd

import "sync"

// cached keeps one value per commit: what is expensive to make and the same until the store changes.
type cached struct {
	mu    sync.Mutex
	seq   uint64
	value any
}

// get gives the value of a commit, making it if it is another than the last.
func (k *cached) get(seq uint64, make func() (any, error)) (any, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.value != nil && k.seq == seq {
		return k.value, nil
	}
	v, err := make()
	if err != nil {
		return nil, err
	}
	k.seq, k.value = seq, v
	return v, nil
}
