#include "baton/core/version_number.hpp"
#include "http/api/endpoint.hpp"
#include "http/api/handlers.hpp"

namespace baton::http {
namespace {

using identity::Needs;

constexpr Parameter kTemplate{"name"};
constexpr Parameter kVersion{"version", ValueKind::number, 1, core::kVersionMax};
constexpr Parameter kDropMandatory{"drop_mandatory"};

constexpr Endpoint kTemplateEndpoints[] = {
    {.method = "GET",
     .path = "/api/v1/templates",
     .needs = Needs::read,
     .answers = {200},
     .handler = list_templates},
    {.method = "POST",
     .path = "/api/v1/templates/validate",
     .needs = Needs::operate,
     .in_query = {kDropMandatory},
     .body = Body::yaml,
     .answers = {200},
     .handler = validate_template},
    {.method = "POST",
     .path = "/api/v1/templates/simulate",
     .needs = Needs::operate,
     .in_query = {{"last", ValueKind::number, 1, 100}},
     .body = Body::yaml,
     .answers = {200, 422},
     .handler = simulate_template},
    {.method = "GET",
     .path = "/api/v1/templates/{name}",
     .needs = Needs::read,
     .in_path = {kTemplate},
     .in_query = {kVersion},
     .fields = {"If-None-Match"},
     .answers = {200, 304, 404},
     .handler = show_template},
    {.method = "GET",
     .path = "/api/v1/templates/{name}/versions",
     .needs = Needs::read,
     .in_path = {kTemplate},
     .in_query = {{"before", ValueKind::number, 1, core::kVersionMax}, kLimit},
     .answers = {200, 404},
     .handler = list_versions},
    {.method = "GET",
     .path = "/api/v1/templates/{name}/windows",
     .needs = Needs::read,
     .in_path = {kTemplate},
     .in_query = {{"window"}, {"after"}, kLimit},
     .answers = {200, 404},
     .handler = list_windows},
    {.method = "GET",
     .path = "/api/v1/templates/{name}/schedules",
     .needs = Needs::read,
     .in_path = {kTemplate},
     .in_query = {{"next", ValueKind::number, 1, 50}},
     .answers = {200, 404},
     .handler = list_schedules},
    {.method = "POST",
     .path = "/api/v1/templates/{name}/start",
     .needs = Needs::operate,
     .in_path = {kTemplate},
     .fields = {"Idempotency-Key"},
     .body = {{"inputs", Member::any}, {"key"}},
     .answers = {202, 404, 409},
     .handler = start_run},
    {.method = "PUT",
     .path = "/api/v1/templates/{name}",
     .needs = Needs::edit,
     .in_path = {kTemplate},
     .in_query = {kDropMandatory},
     .fields = {"If-Match", "If-None-Match", "Baton-File"},
     .body = Body::yaml,
     .answers = {200, 201, 409, 412, 422},
     .handler = put_template},
    {.method = "POST",
     .path = "/api/v1/templates/{name}/retire",
     .needs = Needs::edit,
     .in_path = {kTemplate},
     .answers = {200, 404, 409},
     .handler = retire_template},
    {.method = "POST",
     .path = "/api/v1/templates/{name}/enable",
     .needs = Needs::edit,
     .in_path = {kTemplate},
     .in_query = {kVersion, kDropMandatory},
     .answers = {200, 404, 409},
     .handler = enable_template},
};

}  // namespace

std::span<const Endpoint> template_endpoints() { return kTemplateEndpoints; }

}  // namespace baton::http
