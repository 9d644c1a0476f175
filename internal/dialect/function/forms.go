package function

// Functions of the guide whose calls package bind writes itself. Their names stand here so that the lists of functions are
// whole.
var (
	aggregateForms   = []Form{{Name: "approximate count"}, {Name: "approximate percentile_disc"}, {Name: "grouping"}}
	conditionalForms = []Form{{Name: "case"}, {Name: "decode"}}
	conversionForms  = []Form{{Name: "cast"}, {Name: "convert"}, {Name: "try_cast"}}
	datetimeForms    = []Form{{Name: "at time zone"}, {Name: "current_date"}, {Name: "sysdate"}}
	objectForms      = []Form{{Name: "object_transform"}}
	stringForms      = []Form{{Name: "collate", Partial: "without regard to case in comparisons, IN of a list, BETWEEN, LIKE, ORDER BY, GROUP BY of a column and PARTITION BY only"}}
	leaderForms      = []Form{{Name: "pg_client_encoding"}, {Name: "current_time"}, {Name: "current_timestamp"}, {Name: "localtime"}, {Name: "localtimestamp"}}

	administrationForms = []Form{
		{Name: "change_session_priority", Partial: priority}, {Name: "change_user_priority", Partial: priority},
		{Name: "current_setting", Partial: "the name must be written down"},
		{Name: "set_config", Partial: "name and value must be written down, and the call be all of a statement's list"},
	}
	systemForms = []Form{
		{Name: "current_aws_account"}, {Name: "current_namespace"}, {Name: "current_database"}, {Name: "current_schema"}, {Name: "current_user"}, {Name: "session_user"}, {Name: "current_user_id"}, {Name: "user"}, {Name: "version"}, {Name: "pg_backend_pid"},
		{Name: "current_schemas", Partial: "is a text, and its argument must be written down"},
		{Name: "role_is_member_of", Partial: written}, {Name: "user_is_member_of", Partial: written},
		{Name: "has_assumerole_privilege", Partial: "is true: privileges on IAM roles cannot be granted or revoked"},
		{Name: "has_database_privilege", Partial: named},
		{Name: "has_schema_privilege", Partial: named},
		{Name: "has_table_privilege", Partial: named},
	}
)

const (
	written  = "what is asked about must be written down"
	named    = "user and privilege must be written down; false of what there is not, where that is no literal"
	priority = "priorities are checked and told, and have no effect: there are no queues"
)
