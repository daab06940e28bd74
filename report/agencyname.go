package report

// agencyName returns the agency's name for readers, or "" if there is none.
func (m *MemberView) agencyName() string {
	if m.AgencyName != "" {
		return m.AgencyName
	}
	return m.Agency
}

// agencyName returns the agency's name for readers, or "" if there is none.
func (o *Origin) agencyName() string {
	switch {
	case o.AgencyName != "":
		return o.AgencyName
	case o.Agency != nil:
		return *o.Agency
	}
	return ""
}
