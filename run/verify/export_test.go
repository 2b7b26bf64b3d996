package verify

// Plain makes every check speak, also of what another finding explains.
func (o Options) Plain() Options {
	o.plain = true
	return o
}
