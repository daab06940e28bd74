package trace

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func someHabits() *Profiles {
	h := &Profiles{}
	h.Add(&Observation{outlets: []namedCounts{
		{"coast.example", outletCounts{articles: 3 * unit, roots: unit, copies: 2 * unit, second: 17, novel: 5, taken: 9, expected: 11}},
		{"port.example", outletCounts{articles: unit, credited: unit, titled: 1, cut: 2}},
	}})
	return h
}

func TestHabitsCodec(t *testing.T) {
	for _, want := range []*Profiles{someHabits(), {}} {
		got, err := DecodeProfiles(want.Encode(nil))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.all, got.all, cmp.AllowUnexported(outletCounts{})); diff != "" {
			t.Errorf("of all (-want +got):\n%s", diff)
		}
		for name, x := range want.of {
			if diff := cmp.Diff(x, got.of[name], cmp.AllowUnexported(outletCounts{})); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	}
}

func FuzzDecodeHabits(f *testing.F) {
	f.Add(someHabits().Encode(nil))
	f.Add([]byte{})
	f.Add([]byte{1, 0, 8, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := DecodeProfiles(b)
		if err != nil {
			if !errors.Is(err, ErrProfiles) {
				t.Errorf("%v", err)
			}
			return
		}
		again, err := DecodeProfiles(h.Encode(nil))
		if err != nil || !bytes.Equal(again.Encode(nil), h.Encode(nil)) {
			t.Errorf("not the same again: %v", err)
		}
	})
}
