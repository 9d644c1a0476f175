package fault

// Codes that every service shares. Statuses are those that AWS's front ends
// were seen to send; Redshift's page of common errors documents a few others
// (MalformedQueryString as 404), which no quoted answer bears out.
var (
	InternalFailure             = &Kind{Code: "InternalFailure", Status: 500, JSONCode: "InternalServerException", Receiver: true}
	ServiceUnavailable          = &Kind{Code: "ServiceUnavailable", Status: 503, JSONCode: "ServiceUnavailableException", Receiver: true}
	InvalidAction               = &Kind{Code: "InvalidAction", Status: 400}
	MissingAction               = &Kind{Code: "MissingAction", Status: 400}
	UnknownOperation            = &Kind{Code: "UnknownOperationException", Status: 400}
	Serialization               = &Kind{Code: "SerializationException", Status: 400}
	MalformedQueryString        = &Kind{Code: "MalformedQueryString", Status: 400}
	MalformedInput              = &Kind{Code: "MalformedInput", Status: 400, JSONCode: "SerializationException"}
	MissingParameter            = &Kind{Code: "MissingParameter", Status: 400, JSONCode: "ValidationException"}
	InvalidParameterValue       = &Kind{Code: "InvalidParameterValue", Status: 400, JSONCode: "ValidationException"}
	InvalidParameterCombination = &Kind{Code: "InvalidParameterCombination", Status: 400, JSONCode: "ValidationException"}
	ValidationError             = &Kind{Code: "ValidationError", Status: 400, JSONCode: "ValidationException"}
	UnsupportedOperation        = &Kind{Code: "UnsupportedOperation", Status: 400, JSONCode: "UnsupportedOperationException"}
	RequestTooLarge             = &Kind{Code: "RequestEntityTooLarge", Status: 413, JSONCode: "RequestEntityTooLargeException"}
	UnsupportedMediaType        = &Kind{Code: "UnsupportedMediaType", Status: 415, JSONCode: "UnsupportedMediaTypeException"}
	AccessDenied                = &Kind{Code: "AccessDenied", Status: 403, JSONCode: "AccessDeniedException", JSONStatus: 400}
	Throttling                  = &Kind{Code: "Throttling", Status: 400, JSONCode: "ThrottlingException"}
)
