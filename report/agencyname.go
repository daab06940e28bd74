package report

// agencyName returns the name of the agency for readers, "" for none.
func (m *MemberView) agencyName() string {
	if m.AgencyName != "" {
		return m.AgencyName
	}
	return m.Agency
}

// agencyName returns the name of the agency for readers, "" for none.
func (o *Origin) agencyName() string {
	switch {
	case o.AgencyName != "":
		return o.AgencyName
	case o.Agency != nil:
		return *o.Agency
	}
	return ""
}
