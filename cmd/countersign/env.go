package main

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/countersign-dev/countersign/internal/config"
)

// unsetVariables would lead a client to another account, endpoint or key than
// the running server's, or make it refuse a custom endpoint.
var unsetVariables = []string{
	"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
	"AWS_ENDPOINT_URL_REDSHIFT", "AWS_ENDPOINT_URL_REDSHIFT_DATA", "AWS_ENDPOINT_URL_REDSHIFT_SERVERLESS",
	"AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_IAM", "AWS_ENDPOINT_URL_SECRETS_MANAGER",
	"AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT",
}

// proxyVariables are the two spellings of the list of hosts that no proxy serves.
var proxyVariables = []string{"NO_PROXY", "no_proxy"}

func newEnvCommand() *cobra.Command {
	var dataDir, format string
	cmd := &cobra.Command{
		Use:   "env",
		Short: "Print the environment that points AWS clients at the running server",
		Example: `  eval "$(countersign env)"                      # sh, bash, zsh
  countersign env --format fish | source         # fish
  countersign env --format powershell | iex      # PowerShell`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return printEnv(cmd.OutOrStdout(), dataDir, format)
		},
	}
	cmd.Flags().StringVar(&dataDir, "data-dir", "", "data folder of the running server (default ~/.countersign)")
	cmd.Flags().StringVar(&format, "format", "sh", "sh, fish, powershell, dotenv or json")
	return cmd
}

// A variable is one exported environment variable.
type variable struct{ name, value string }

func printEnv(w io.Writer, dataDir, format string) error {
	write, known := envFormats()[format]
	if !known {
		return usageErrorf("--format %q is none of sh, fish, powershell, dotenv, json", format)
	}
	variables, host, err := environment(dataDir)
	if err != nil {
		// So that eval "$(countersign env)" && aws … goes no further.
		if format != "json" && format != "dotenv" {
			fmt.Fprintln(w, "false")
		}
		return err
	}
	return write(w, variables, host)
}

// environment is what points a client at the server that runs on the folder.
func environment(dataDir string) (variables []variable, host string, err error) {
	if dataDir, err = dataFolder(dataDir); err != nil {
		return nil, "", asTrouble(err)
	}
	running, ok := config.Running(dataDir)
	if !ok {
		return nil, "", &exitError{code: exitNo, err: fmt.Errorf("no server runs on %s", dataDir),
			hint: "start one with 'countersign serve', or name its folder with --data-dir"}
	}
	root, err := config.ReadRootKey(dataDir)
	if err != nil {
		return nil, "", asTrouble(err)
	}
	endpoint, err := url.Parse(running.Endpoint)
	if err != nil || endpoint.Hostname() == "" {
		return nil, "", trouble(errors.New("the running server's note of its endpoint is corrupt"), "restart the server")
	}
	variables = []variable{
		{"AWS_ENDPOINT_URL", running.Endpoint},
		{"AWS_REGION", running.Region},
		{"AWS_DEFAULT_REGION", running.Region},
		{"AWS_ACCESS_KEY_ID", root.AccessKeyID},
		{"AWS_SECRET_ACCESS_KEY", root.SecretAccessKey},
	}
	if running.CAFile != "" {
		variables = append(variables, variable{"AWS_CA_BUNDLE", running.CAFile})
	}
	return variables, endpoint.Hostname(), nil
}

type envWriter func(w io.Writer, variables []variable, host string) error

func envFormats() map[string]envWriter {
	return map[string]envWriter{"sh": envSh, "fish": envFish, "powershell": envPowerShell, "dotenv": envDotenv, "json": envJSON}
}

func envSh(w io.Writer, variables []variable, host string) error {
	fmt.Fprintf(w, "unset %s\n", strings.Join(unsetVariables, " "))
	for _, v := range variables {
		fmt.Fprintf(w, "export %s='%s'\n", v.name, strings.ReplaceAll(v.value, "'", `'\''`))
	}
	for _, name := range proxyVariables {
		fmt.Fprintf(w, "export %s=\"${%s:+$%s,}%s\"\n", name, name, name, host)
	}
	return nil
}

func envFish(w io.Writer, variables []variable, host string) error {
	fmt.Fprintf(w, "set -e %s\n", strings.Join(unsetVariables, " "))
	escape := strings.NewReplacer(`\`, `\\`, `'`, `\'`)
	for _, v := range variables {
		fmt.Fprintf(w, "set -gx %s '%s'\n", v.name, escape.Replace(v.value))
	}
	for _, name := range proxyVariables {
		fmt.Fprintf(w, "set -q %s; and set -gx %s \"$%s,%s\"; or set -gx %s '%s'\n", name, name, name, host, name, host)
	}
	return nil
}

func envPowerShell(w io.Writer, variables []variable, host string) error {
	for _, name := range unsetVariables {
		fmt.Fprintf(w, "Remove-Item Env:%s -ErrorAction SilentlyContinue\n", name)
	}
	for _, v := range variables {
		fmt.Fprintf(w, "$Env:%s = '%s'\n", v.name, strings.ReplaceAll(v.value, "'", "''"))
	}
	name := proxyVariables[0] // names of variables know no case there
	fmt.Fprintf(w, "$Env:%s = (@($Env:%s, '%s') | Where-Object { $_ }) -join ','\n", name, name, host)
	return nil
}

func envDotenv(w io.Writer, variables []variable, host string) error {
	for _, v := range append(slices.Clone(variables), variable{"NO_PROXY", host}, variable{"no_proxy", host}) {
		fmt.Fprintf(w, "%s=%s\n", v.name, v.value)
	}
	return nil
}

func envJSON(w io.Writer, variables []variable, host string) error {
	out := map[string]string{"NO_PROXY": host, "no_proxy": host}
	for _, v := range variables {
		out[v.name] = v.value
	}
	return printJSON(w, out)
}
