package explain

import "github.com/countersign-dev/countersign/sigv4"

// machineCauses are what only an examination of the client's machine can show. This
// package has the words; whoever reads files and environment does the finding.
func machineCauses() []entry {
	table := []struct{ id, title, mistake, fix, link string }{
		{"credentials-file-crlf", "Windows line ends in the credentials file", "Lines end in CR LF, and a client that does not trim has the CR in its secret.",
			"Save the file with LF line ends.", docCredentialFiles},
		{"credentials-file-bom", "A byte order mark in the credentials file", "The file begins with a byte order mark, so its first profile has another name.",
			"Save the file as UTF-8 without a byte order mark.", docCredentialFiles},
		{"credentials-file-malformed", "A credentials file that cannot be read", "A line is neither a profile, a setting nor a comment.",
			"Write [profile] lines and name = value lines only.", docCredentialFiles},
		{"credentials-file-permissions", "A credentials file that others can read", "The file's mode lets other users of the machine read the secrets.",
			"Set its mode to 0600.", docCredentialFiles},
		{"profile-duplicated", "A profile that stands twice", "Two sections have one name; clients merge them or take one of the two.",
			"Keep one section for each profile.", docCredentialFiles},
		{"profile-not-found", "A profile that does not exist", "AWS_PROFILE or --profile names a profile that no file has; in the config file its section begins with the word profile.",
			"Name an existing profile; in the config file write [profile NAME].", docCredentialFiles},
		{"profile-variables-differ", "AWS_PROFILE and AWS_DEFAULT_PROFILE differ", "The AWS CLI and boto3 read AWS_DEFAULT_PROFILE first, other SDKs AWS_PROFILE.",
			"Set AWS_PROFILE alone.", docCredentialFiles},
		{"profile-token-missing", "A profile with a temporary key and no token", "The profile's key begins with ASIA, and aws_session_token is missing.",
			"Copy all three values into the profile.", docTemporary},
		{"profile-keys-partial", "A profile with half of a key", "The profile has an ID without a secret, or a secret without an ID.",
			"Give the profile both values.", docCredentialFiles},
		{"environment-overrides-profile", "Environment variables hide the profile", "AWS_ACCESS_KEY_ID is set, so the profile that was chosen is not used.",
			"Unset the variables, or do without the profile.", docCredentialOrder},
		{"environment-mixed-credentials", "Environment variables of two keys", "ID, secret and token in the environment were set at different times and are not of one key.",
			"Set or unset all three together.", docEnvironment},
		{"environment-empty-variable", "A variable that is set to nothing", "An empty variable counts as set to some clients and not to others.",
			"Unset the variable.", docEnvironment},
		{"environment-hidden-character", "A hidden character in an environment variable", "A blank, a line end, quotes or a byte order mark is part of the value.",
			"Set the variable again; check with: printf %s \"$NAME\" | od -c", docEnvironment},
		{"environment-token-stale", "A session token left in the environment", "AWS_SESSION_TOKEN is set beside a long-term key.",
			"Unset AWS_SESSION_TOKEN.", docEnvironment},
		{"region-unset", "No Region is configured", "Neither AWS_REGION nor the profile names a Region.",
			"Set AWS_REGION, or region in the profile.", docRegionSetting},
		{"region-variables-differ", "AWS_REGION and AWS_DEFAULT_REGION differ", "Some clients read the one, some the other.",
			"Set both to the same Region.", docRegionSetting},
		{"endpoint-variable-unexpected", "An endpoint variable redirects the client", "AWS_ENDPOINT_URL, or a service's own, sends requests elsewhere than expected.",
			"Unset the variable, or set it to the endpoint that is meant.", docEndpointSetting},
		{"endpoint-ignored", "The configured endpoint is ignored", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS makes the client go to AWS itself.",
			"Unset AWS_IGNORE_CONFIGURED_ENDPOINT_URLS.", docEndpointSetting},
		{"endpoint-unreachable", "Nobody answers at the endpoint", "The address is wrong, its server is not running, or the network does not lead there.",
			"Start the server, or correct the address; a Region's name is part of AWS's addresses.", docEndpoints},
		{"ca-bundle-unreadable", "A file of certificates that cannot be read", "AWS_CA_BUNDLE names a file that is missing or holds no certificate in PEM, so that no TLS connection is trusted.",
			"Name a file of certificates in PEM, or unset AWS_CA_BUNDLE.", docEnvironment},
		{"proxy-configured", "A proxy stands in between", "HTTP_PROXY or HTTPS_PROXY sends requests through a proxy, which may rewrite what was signed.",
			"Add the endpoint to NO_PROXY, or see that the proxy passes requests on unchanged.", docProxy},
		{"machine-clock-wrong", "This machine's clock is wrong", "The clock and the endpoint's Date header are minutes apart.",
			"Set the clock (NTP).", docTime},
		{"credential-process-configured", "Credentials come from a program", "credential_process runs a program, whose answer decides which key signs.",
			"Run the program by hand and examine its answer.", docCredentialOrder},
		{"statement-target-wrong", "The signature is right, and what it asks for does not exist",
			"Cluster identifier, database, user or SQL of a statement are wrong; the answer comes after authentication.",
			"Check cluster identifier, database name, database user and the query.", docDataAPI},
	}
	out := make([]entry, len(table))
	for i, row := range table {
		out[i] = entry{Cause: Cause{ID: row.id, Title: row.title, Mistake: row.mistake, Fix: row.fix, Links: []string{row.link},
			Detection: []Detection{OnMachine}, Kind: machineKind(row.id), Blamed: "IncompleteSignature"}}
		if row.id == "statement-target-wrong" {
			out[i].Code, out[i].JSONCode = "ValidationError", "ValidationException"
		}
	}
	return out
}

// machineKind is what AWS most likely answers to requests from such a machine.
func machineKind(id string) sigv4.Kind {
	switch id {
	case "credentials-file-malformed", "profile-not-found", "profile-keys-partial", "environment-empty-variable", "credentials-file-bom", "region-unset":
		return sigv4.MissingAuthenticationToken
	case "profile-token-missing", "environment-token-stale", "endpoint-ignored", "endpoint-variable-unexpected", "environment-mixed-credentials":
		return sigv4.InvalidClientTokenID
	case "statement-target-wrong":
		return 0
	}
	return sigv4.SignatureDoesNotMatch
}
