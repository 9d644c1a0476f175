package doctor

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
)

// MaxFile is the largest shared file that is read, in bytes.
const MaxFile = 1 << 20

// A sharedFile is one of the two files that all of AWS's clients share, read line by
// line: what a parser forgives is what is looked for.
type sharedFile struct {
	name     string
	config   bool // sections are called "profile NAME" there
	profiles []*profile
}

// A profile is one section, with the last value of each setting.
type profile struct {
	name   string
	line   int
	values map[string]string
}

// sharedFiles reads and examines the credentials file and the config file.
func (x *examination) sharedFiles() {
	x.file("AWS_SHARED_CREDENTIALS_FILE", "credentials", false)
	x.file("AWS_CONFIG_FILE", "config", true)
	for _, f := range x.files {
		x.checkProfiles(f)
	}
}

func (x *examination) file(variable, base string, config bool) {
	name := x.env[variable]
	if name == "" {
		if x.machine.Home == "" {
			return
		}
		name = filepath.Join(x.machine.Home, ".aws", base)
	}
	data, mode, err := x.machine.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && x.env[variable] == "":
		return
	case err != nil:
		x.add(Fails, "credentials-file-malformed", name, "the file cannot be read: %v", err)
		return
	case len(data) > MaxFile:
		x.add(Fails, "credentials-file-malformed", name, "the file has %d bytes", len(data))
		return
	case mode.Perm()&0o077 != 0 && !config:
		x.add(Warns, "credentials-file-permissions", name, "its mode is %04o", mode.Perm())
	}
	if bytes.HasPrefix(data, []byte("\ufeff")) {
		x.add(Fails, "credentials-file-bom", name, "the file begins with the bytes EF BB BF")
		data = data[3:]
	}
	if n := bytes.Count(data, []byte("\r\n")); n > 0 {
		x.add(Warns, "credentials-file-crlf", name, "%d of its lines end in CR LF", n)
	}
	if bytes.IndexByte(data, 0) >= 0 {
		x.add(Fails, "credentials-file-malformed", name, "the file holds NUL bytes: it may be UTF-16")
		return
	}
	x.files = append(x.files, x.parse(name, string(data), config))
}

// parse reads the sections of a file. Lines of a nested setting begin with a blank.
func (x *examination) parse(name, text string, config bool) *sharedFile {
	f := &sharedFile{name: name, config: config}
	var current *profile
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSuffix(line, "\r")
		where := name + ":" + strconv.Itoa(i+1)
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "", trimmed[0] == '#', trimmed[0] == ';':
		case trimmed[0] == '[':
			current = x.section(f, trimmed, where, i+1)
		case strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t"):
		case current == nil:
			x.add(Fails, "credentials-file-malformed", where, "a line stands before the first [profile]")
		default:
			setting, value, ok := strings.Cut(line, "=")
			if !ok {
				x.add(Fails, "credentials-file-malformed", where, "the line is neither [profile] nor name = value")
				continue
			}
			current.set(strings.ToLower(strings.TrimSpace(setting)), strings.Trim(value, " \t"))
		}
	}
	return f
}

func (p *profile) set(setting, value string) {
	if p.values != nil {
		p.values[setting] = value
	}
}

// section begins a profile. What is no profile, such as [sso-session NAME], is read
// and dropped.
func (x *examination) section(f *sharedFile, header, where string, line int) *profile {
	name, ok := strings.CutSuffix(strings.TrimPrefix(header, "["), "]")
	if !ok {
		x.add(Fails, "credentials-file-malformed", where, "the line %s does not end in ]", shown(header))
		return &profile{}
	}
	words := strings.Fields(name)
	prefixed := len(words) == 2 && words[0] == "profile"
	switch {
	case len(words) == 0:
		x.add(Fails, "credentials-file-malformed", where, "the section has no name")
		return &profile{}
	case prefixed && !f.config:
		x.add(Fails, "profile-not-found", where, "in the credentials file the section is [%s], without the word profile", words[1])
		return &profile{}
	case prefixed:
		name = words[1]
	case f.config && name != "default":
		if len(words) == 1 {
			x.add(Warns, "profile-not-found", where, "in the config file the section of a profile is [profile %s]", name)
		}
		return &profile{}
	}
	for _, p := range f.profiles {
		if p.name == name {
			x.add(Warns, "profile-duplicated", where, "profile %s stands in line %d already", name, p.line)
			return p
		}
	}
	p := &profile{name: name, line: line, values: make(map[string]string)}
	f.profiles = append(f.profiles, p)
	return p
}

// checkProfiles examines the keys and Regions of a file's profiles.
func (x *examination) checkProfiles(f *sharedFile) {
	for _, p := range f.profiles {
		where := f.name + ", profile " + p.name
		id, secret, token := p.values["aws_access_key_id"], p.values["aws_secret_access_key"], p.values["aws_session_token"]
		x.checkKeyID(where, id)
		x.checkSecret(where, secret)
		if id != "" || secret != "" {
			x.checkProfileKey(where, id, secret, token)
		}
		x.checkRegion(where, p.values["region"])
	}
}

// checkProfileKey is checkKey, with the words for files.
func (x *examination) checkProfileKey(where, id, secret, token string) {
	switch {
	case id == "" || secret == "":
		x.add(Fails, "profile-keys-partial", where, "the profile has only one of aws_access_key_id and aws_secret_access_key")
	case strings.HasPrefix(id, "ASIA") && token == "":
		x.add(Fails, "profile-token-missing", where, "%s is a temporary key, and aws_session_token is missing", keyName(id))
	default:
		x.checkKey(where, id, secret, token)
	}
}
