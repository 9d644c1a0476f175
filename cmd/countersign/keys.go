package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/countersign-dev/countersign/internal/config"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/iam"
)

// A keyInfo is an access key as the command prints it.
type keyInfo struct {
	User            string    `json:"user"`
	AccessKeyID     string    `json:"access_key_id"`
	SecretAccessKey string    `json:"secret_access_key,omitempty"` // of a new key only
	Status          string    `json:"status"`
	Created         time.Time `json:"created"`
}

// rootUser is how the command calls the owner of root's keys, who has no name.
const rootUser = "root"

// A keyAPI is what the command asks of the account, which a server serves or,
// where none runs, the command opens itself. An empty user is root.
type keyAPI interface {
	createUser(ctx context.Context, user string) error
	users(ctx context.Context) ([]string, error)
	create(ctx context.Context, user string) (keyInfo, error)
	list(ctx context.Context, user string) ([]keyInfo, error)
	owner(ctx context.Context, id string) (user string, err error)
	setStatus(ctx context.Context, user, id, status string) error
	remove(ctx context.Context, user, id string) error
	close() error
}

// keysFlags are the flags of keys and of the commands below it.
type keysFlags struct {
	dataDir, output, user, account string
}

func newKeysCommand() *cobra.Command {
	var f keysFlags
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "Create, list, disable, enable and delete access keys",
		Long: `Create, list, disable, enable and delete access keys of the running server, through
its IAM API. Where no server runs on the data folder, the folder itself is changed.`,
		Example: `  countersign keys create --user ada
  countersign keys disable AKIAEXAMPLEEXAMPLE00`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	flags := cmd.PersistentFlags()
	flags.StringVar(&f.dataDir, "data-dir", "", "data folder (default ~/.countersign)")
	flags.StringVar(&f.output, "output", "text", "text or json")
	flags.StringVar(&f.account, "account", iam.DefaultAccount, "account whose keys are meant where no server runs")
	create := f.command("create", "Create an access key, of root unless --user says; a user who does not exist is created", cobra.NoArgs, f.create)
	list := f.command("list", "List the access keys of root and of all users, or of one user", cobra.NoArgs, f.list)
	for _, c := range []*cobra.Command{create, list} {
		c.Flags().StringVar(&f.user, "user", "", "name of the user")
	}
	cmd.AddCommand(create, list,
		f.command("disable ID", "Disable an access key, from the next request on", cobra.ExactArgs(1), f.setStatus("Inactive")),
		f.command("enable ID", "Enable an access key again", cobra.ExactArgs(1), f.setStatus("Active")),
		f.command("delete ID", "Delete an access key", cobra.ExactArgs(1), f.remove))
	return cmd
}

// keysWork is what one of the commands does.
type keysWork func(ctx context.Context, api keyAPI, out io.Writer, args []string) error

func (f *keysFlags) command(use, short string, args cobra.PositionalArgs, work keysWork) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Args: args,
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.output != "text" && f.output != "json" {
				return usageErrorf("--output %q is neither text nor json", f.output)
			}
			api, err := f.open(cmd.Context())
			if err != nil {
				return err
			}
			err = work(cmd.Context(), api, cmd.OutOrStdout(), args)
			return asTrouble(errors.Join(asRefusal(err), api.close()))
		},
	}
}

// asRefusal gives the account's answer no its exit code.
func asRefusal(err error) error {
	if refused, ok := fault.From(err); ok {
		return &exitError{code: exitNo, err: refused}
	}
	return err
}

// open finds the server that holds the folder, or opens the folder itself.
func (f *keysFlags) open(ctx context.Context) (keyAPI, error) {
	dir, err := dataFolder(f.dataDir)
	if err != nil {
		return nil, asTrouble(err)
	}
	if running, ok := config.Running(dir); ok {
		root, err := config.ReadRootKey(dir)
		if err != nil {
			return nil, asTrouble(err)
		}
		return newRemoteKeys(running, root)
	}
	if _, err := os.Stat(filepath.Join(dir, "FORMAT")); err != nil {
		return nil, trouble(fmt.Errorf("%s is no data folder", dir), "'countersign serve' makes one; name it with --data-dir")
	}
	return openLocalKeys(ctx, dir, f.account)
}

func (f *keysFlags) create(ctx context.Context, api keyAPI, out io.Writer, _ []string) error {
	if f.user != "" {
		users, err := api.users(ctx)
		if err != nil {
			return err
		}
		if !containsFold(users, f.user) {
			if err := api.createUser(ctx, f.user); err != nil {
				return err
			}
		}
	}
	key, err := api.create(ctx, f.user)
	if err != nil {
		return err
	}
	if f.output == "json" {
		return printJSON(out, key)
	}
	fmt.Fprintf(out, "user               %s\naccess key ID      %s\nsecret access key  %s\n\nThe secret is shown this once.\n",
		key.User, key.AccessKeyID, key.SecretAccessKey)
	return nil
}

func (f *keysFlags) list(ctx context.Context, api keyAPI, out io.Writer, _ []string) error {
	owners := []string{f.user}
	if f.user == "" {
		users, err := api.users(ctx)
		if err != nil {
			return err
		}
		owners = append(owners, users...)
	}
	keys := []keyInfo{}
	for _, user := range owners {
		more, err := api.list(ctx, user)
		if err != nil {
			return err
		}
		keys = append(keys, more...)
	}
	if f.output == "json" {
		return printJSON(out, keys)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, k := range keys {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", k.AccessKeyID, k.Status, k.Created.Format(time.RFC3339), k.User)
	}
	return table.Flush()
}

func (f *keysFlags) setStatus(status string) keysWork {
	return func(ctx context.Context, api keyAPI, out io.Writer, args []string) error {
		user, err := api.owner(ctx, args[0])
		if err != nil {
			return err
		}
		if err := api.setStatus(ctx, user, args[0], status); err != nil {
			return err
		}
		return f.done(out, args[0], status)
	}
}

func (f *keysFlags) remove(ctx context.Context, api keyAPI, out io.Writer, args []string) error {
	user, err := api.owner(ctx, args[0])
	if err != nil {
		return err
	}
	if err := api.remove(ctx, user, args[0]); err != nil {
		return err
	}
	return f.done(out, args[0], "Deleted")
}

// done says what has become of a key.
func (f *keysFlags) done(out io.Writer, id, status string) error {
	if f.output == "json" {
		return printJSON(out, map[string]string{"access_key_id": id, "status": status})
	}
	_, err := fmt.Fprintf(out, "%s  %s\n", id, status)
	return err
}
