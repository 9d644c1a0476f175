// Command modelgen writes internal/api from AWS's published API models.
//
//	modelgen -wheel botocore-1.44.5-py3-none-any.whl -out internal/api
//
// It reads the models inside botocore's wheel and writes, for each service,
// the Go types of its structures, a description of its shapes (package shape),
// its fault kinds, and its Service interface with the operation table. It
// copies no documentation text. The table of Regions comes from the same wheel.
package main

import (
	"archive/zip"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// target is one generated package.
type target struct {
	pkg     string // Go package
	service string // folder in botocore/data
	version string // folder below it
}

var targets = []target{
	{"redshiftapi", "redshift", "2012-12-01"},
	{"dataapi", "redshift-data", "2019-12-20"},
	{"stsapi", "sts", "2011-06-15"},
	{"iamapi", "iam", "2010-05-08"},
	{"secretsapi", "secretsmanager", "2017-10-17"},
}

func main() {
	wheel := flag.String("wheel", "", "botocore's wheel, `FILE`")
	out := flag.String("out", "internal/api", "folder to write, `DIR`")
	flag.Parse()
	if err := run(*wheel, *out); err != nil {
		fmt.Fprintln(os.Stderr, "modelgen:", err)
		os.Exit(1)
	}
}

func run(wheel, out string) error {
	archive, err := zip.OpenReader(wheel)
	if err != nil {
		return fmt.Errorf("wheel %q: %w", wheel, err)
	}
	defer archive.Close()
	version, err := wheelVersion(wheel)
	if err != nil {
		return err
	}
	for _, t := range targets {
		model, err := readModel(&archive.Reader, t)
		if err != nil {
			return fmt.Errorf("%s: %w", t.service, err)
		}
		g := &generator{target: t, model: model, botocore: version}
		if err := g.write(filepath.Join(out, t.pkg)); err != nil {
			return fmt.Errorf("%s: %w", t.service, err)
		}
	}
	return writeRegions(&archive.Reader, version, filepath.Join(out, "awsregions"))
}

var wheelName = regexp.MustCompile(`^botocore-([0-9.]+)-`)

func wheelVersion(path string) (string, error) {
	m := wheelName.FindStringSubmatch(filepath.Base(path))
	if m == nil {
		return "", fmt.Errorf("wheel %q: not named botocore-VERSION-…", path)
	}
	return m[1], nil
}
