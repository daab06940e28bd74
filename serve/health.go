package serve

import (
	_ "embed" // the description of the API is part of the program
	"net/http"

	"github.com/wiretrace/wiretrace/store"
)

//go:embed openapi.yaml
var openAPI []byte

// health says that the process answers.
func (s *Server) health(w http.ResponseWriter, _ *http.Request) {
	s.json(w, http.StatusOK, map[string]string{"status": "ok", "version": s.opts.Version})
}

// ready says whether the store can be read and the server is not ending.
func (s *Server) ready(w http.ResponseWriter, _ *http.Request) {
	err := s.stopped.Err()
	if err == nil {
		err = s.st.View(func(v *store.View) error { return v.Err() })
	}
	if err != nil {
		s.fail(w, err)
		return
	}
	s.json(w, http.StatusOK, map[string]string{"status": "ready"})
}

// openAPI gives out the description of the API.
func (s *Server) openAPI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/yaml")
	_, _ = w.Write(openAPI)
}
