package users

import (
	"strconv"
	"strings"
)

// What the system's relations show of users.

// ConnectionsText is useconnlimit: UNLIMITED, or a number.
func (u *User) ConnectionsText() string {
	if u.Limit == nil {
		return "UNLIMITED"
	}
	return strconv.Itoa(*u.Limit)
}

// ConfigText is useconfig: {name=value,…}, or nil.
func (u *User) ConfigText() any {
	if len(u.Config) == 0 {
		return nil
	}
	items := make([]string, len(u.Config))
	for i, s := range u.Config {
		items[i] = s.Name + "=" + s.Value
		if strings.ContainsAny(items[i], `{},"\ `) {
			items[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(items[i]) + `"`
		}
	}
	return "{" + strings.Join(items, ",") + "}"
}
