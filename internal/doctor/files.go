package doctor

import (
	"bytes"
	"errors"
	"io/fs"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/awsenv"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

// MaxFile is the largest shared file that is read, in bytes.
const MaxFile = 1 << 20

// A sharedFile is one of the two files that all of AWS's clients share, read line by
// line: what a parser forgives is what is looked for.
type sharedFile struct {
	name     string
	config   bool // sections are called "profile NAME" there
	profiles []*profile
	services []*profile // sections called "services NAME"
}

// A profile is one section, with the last value of each setting. A nested setting is
// called "outer.inner".
type profile struct {
	name   string
	where  string // for a person to find it
	line   int
	values map[string]string
}

// sharedFiles reads and examines the credentials file and the config file.
func (x *examination) sharedFiles() {
	x.file(awsenv.CredentialsFile(x.variableOf, x.machine.Home), x.env["AWS_SHARED_CREDENTIALS_FILE"] != "", false)
	x.file(awsenv.ConfigFile(x.variableOf, x.machine.Home), x.env["AWS_CONFIG_FILE"] != "", true)
	for _, f := range x.files {
		x.checkProfiles(f)
	}
}

// file reads one of the files. One that nobody named need not be there.
func (x *examination) file(name string, named, config bool) {
	if name == "" {
		return
	}
	data, mode, err := x.machine.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
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

// parse reads the sections of a file. Lines of a nested setting begin with a blank, and
// follow a setting without a value.
func (x *examination) parse(name, text string, config bool) *sharedFile {
	f := &sharedFile{name: name, config: config}
	var current *profile
	outer := ""
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSuffix(line, "\r")
		where := name + ":" + strconv.Itoa(i+1)
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "", trimmed[0] == '#', trimmed[0] == ';':
		case trimmed[0] == '[':
			current, outer = x.section(f, trimmed, where, i+1), ""
		case strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t"):
			if setting, value, ok := strings.Cut(trimmed, "="); ok && outer != "" {
				current.set(outer+"."+settingName(setting), strings.Trim(value, " \t"))
			}
		case current == nil:
			x.add(Fails, "credentials-file-malformed", where, "a line stands before the first [profile]")
		default:
			setting, value, ok := strings.Cut(line, "=")
			if !ok {
				x.add(Fails, "credentials-file-malformed", where, "the line is neither [profile] nor name = value")
				continue
			}
			outer = ""
			if value = strings.Trim(value, " \t"); value == "" {
				outer = settingName(setting)
			}
			current.set(settingName(setting), value)
		}
	}
	return f
}

func settingName(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

func (p *profile) set(setting, value string) {
	if p.values != nil {
		p.values[setting] = value
	}
}

// section begins a profile, or the services that profiles share. What is neither, such
// as [sso-session NAME], is read and dropped.
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
	case f.config && len(words) == 2 && words[0] == "services":
		s := &profile{name: words[1], where: f.name + ", services " + words[1], line: line, values: make(map[string]string)}
		f.services = append(f.services, s)
		return s
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
	p := &profile{name: name, where: f.name + ", profile " + name, line: line, values: make(map[string]string)}
	f.profiles = append(f.profiles, p)
	return p
}

// checkProfiles examines the keys and Regions of a file's profiles.
func (x *examination) checkProfiles(f *sharedFile) {
	for _, p := range f.profiles {
		key := p.key()
		x.checkKeyID(p.where, key.AccessKeyID)
		x.checkSecret(p.where, key.SecretAccessKey)
		if key.AccessKeyID != "" || key.SecretAccessKey != "" {
			x.checkProfileKey(p.where, key.AccessKeyID, key.SecretAccessKey, key.SessionToken)
		}
		x.checkRegion(p.where, p.values["region"])
	}
}

// checkProfileKey is checkKey, with the words for files.
func (x *examination) checkProfileKey(where, id, secret, token string) {
	switch {
	case id == "" || secret == "":
		x.add(Fails, "profile-keys-partial", where, "the profile has only one of aws_access_key_id and aws_secret_access_key")
	case strings.HasPrefix(id, "ASIA") && token == "":
		x.add(Fails, "profile-token-missing", where, "%s is a temporary key, and aws_session_token is missing", explain.ShownKeyID(id))
	default:
		x.checkKey(where, id, secret, token)
	}
}
