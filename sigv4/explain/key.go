package explain

// keyFor returns the signing key under the hypotheses.
func (f *search) keyFor(a, b, c *hypothesis) *keyState {
	var secret, derivation *hypothesis
	for _, h := range [...]*hypothesis{a, b, c} {
		switch {
		case h == nil:
		case h.secretName != "":
			secret = h
		case h.key != nil:
			derivation = h
		}
	}
	switch {
	case secret == nil && derivation == nil:
		return &f.specKey
	case derivation == nil:
		return &secret.state
	case secret == nil:
		return &derivation.state
	}
	if pair := [2]*hypothesis{secret, derivation}; f.pair != pair {
		f.deriveInto(&f.key, secret, derivation)
		f.pair = pair
	}
	return &f.key
}

// deriveInto derives a key from the secret of one hypothesis and the derivation of
// another; either may be about something else, which leaves the specification's. As
// far as the derivation follows the specification, the secret's chain is kept.
func (f *search) deriveInto(k *keyState, secret, derivation *hypothesis) {
	text, how := f.s.in.Secret, &f.s.key
	if secret.secretName != "" {
		text = secret.secret
	}
	if derivation.key != nil {
		how = derivation.key
	}
	if n := f.s.key.sharedLinks(how); n > 0 {
		f.start(secret, text)
		f.keyBuf = f.mac.chain(append(f.keyBuf[:0], f.links[n-1]...), how, n, len(how.links()))
	} else {
		f.keyBuf = f.mac.derive(f.keyBuf, text, how)
	}
	f.mac.prepare(k, f.keyBuf)
}

// start makes the first links of the specified chain for a secret.
func (f *search) start(secret *hypothesis, text string) {
	if f.started == secret {
		return
	}
	f.started = secret
	key := append([]byte(f.s.key.Prefix), text...)
	for i := range f.links {
		key = f.mac.chain(key, &f.s.key, i, i+1)
		f.links[i] = append(f.links[i][:0], key...)
	}
}

// sharedLinks is how many links of the chain are the same in both derivations.
func (d *Derivation) sharedLinks(other *Derivation) int {
	if other.Form != d.Form || other.Prefix != d.Prefix {
		return 0
	}
	ours, theirs := d.links(), other.links()
	n := 0
	for n < 3 && ours[n] == theirs[n] {
		n++
	}
	return n
}
