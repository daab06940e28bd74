package report

// SchemaFurniture is the schema of a [FurnitureLine].
const SchemaFurniture = "wiretrace/furniture/1"

// A FurnitureLine is a line that an outlet repeats under many articles.
type FurnitureLine struct {
	Schema   string `json:"schema"`
	Outlet   string `json:"outlet"`
	Line     string `json:"line"`
	Articles int    `json:"articles"` // current articles of the outlet that have it
	Example  string `json:"example"`  // id of one of them
}
