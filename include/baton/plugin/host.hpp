#pragma once

#include <string>

// The other side of the C interface of connectors (connector_abi.h): a process that loads one
// library and speaks Baton's line protocol for it.
namespace baton::plugin {

// Loads a library and answers requests, one JSON object a line (docs/plugins.md), until `in` ends.
// `in` and `out` are open files of this process; nothing else may write to `out`. A library that
// cannot be loaded is not an error here: each request is answered with the reason. The library's
// functions are called on threads of their own, so one that hangs does not keep others from being
// answered.
//
// Returns true if all calls were over when `in` ended: the connection was ended and the threads are
// gone. Returns false if a call hangs: the caller ends the process at once, because threads of the
// library are still running.
bool host_library(const std::string& path, int in, int out);

}  // namespace baton::plugin
