#!/usr/bin/env python3
"""Cuts API descriptions down to the paths that the connectors use, and adds what they lack.

Usage: cut.py FROM TO   FROM: a folder of whole descriptions, VENDOR.json; TO: tests/data/openapi.
Components that nothing refers to any more go, and so do texts for people. What is added is marked `x-added-by-this-project`.
"""

import json
import sys
from pathlib import Path

V, HS, J, GH, GA = "/services/data/{version}", "/crm/objects/2026-09", "/rest/api/3", "/repos/{owner}/{repo}", "/v1beta/properties/{propertyId}"
ADS, SN = "/{version}/customers/{customerId}", "/api/now"
KEEP = {
    "salesforce": [
        "/services/oauth2/token",
        *[V + path for path in ("/query", "/query/{locator}", "/sobjects/{sObject}", "/sobjects/{sObject}/{id}", "/sobjects/Task")],
        *[V + path for path in ("/sobjects/{sObject}/{externalIdField}/{externalId}", "/composite", "/composite/graph")],
        V + "/composite/sobjects/{sObject}/{externalIdField}",
        *[V + path for path in ("/chatter/feed-elements", "/chatter/feeds/record/{recordId}/feed-elements")],
    ],
    "hubspot": [
        "/oauth/2026-09/token",
        *[HS + path for path in ("/{objectType}", "/{objectType}/{objectId}", "/{objectType}/search", "/{objectType}/batch/upsert", "/notes", "/tasks")],
        HS + "/{fromObjectType}/{fromObjectId}/associations/default/{toObjectType}/{toObjectId}",
        *[HS + path for path in ("/{objectType}/{objectId}/associations/{toObjectType}", "/{objectType}/{objectId}/associations/{toObjectType}/{toObjectId}")],
        "/marketing/v4/email/single-send",
        "/marketing/transactional/2026-09/single-email/send",
        "/crm/lists/2026-09/{listId}/memberships/add",
        "/crm/lists/2026-09/{listId}/memberships/remove",
    ],
    "jira": [
        *[J + path for path in ("/issue", "/issue/{issueIdOrKey}", "/issue/{issueIdOrKey}/transitions", "/issue/{issueIdOrKey}/comment")],
        *[J + path for path in ("/issue/{issueIdOrKey}/assignee", "/issue/{issueIdOrKey}/attachments", "/issue/{issueIdOrKey}/properties/{propertyKey}")],
        *[J + path for path in ("/issueLink", "/search/jql", "/myself")],
    ],
    "asana": [
        *["/projects", "/projects/{project_gid}/tasks", "/project_templates/{project_template_gid}/instantiateProject", "/jobs/{job_gid}", "/status_updates"],
        *["/tasks", "/tasks/{task_gid}", "/tasks/{task_gid}/stories", "/tasks/{task_gid}/subtasks", "/tasks/{task_gid}/addDependencies"],
        *["/sections/{section_gid}/addTask", "/attachments", "/batch", "/users/{user_gid}"],
    ],
    "servicenow": [
        *["/oauth_token.do", SN + "/table/{tableName}", SN + "/table/{tableName}/{sys_id}", SN + "/table/incident/{sys_id}"],
        *[SN + "/import/{stagingTableName}", SN + "/attachment", SN + "/attachment/file"],
    ],
    "github": [
        *[GH + path for path in ("/issues", "/issues/{issue_number}", "/issues/{issue_number}/comments", "/issues/{issue_number}/labels")],
        *[GH + path for path in ("/dispatches", "/actions/workflows/{workflow_id}/dispatches", "/check-runs", "/check-runs/{check_run_id}")],
        *[GH + path for path in ("/commits/{ref}/check-runs", "/deployments", "/deployments/{deployment_id}/statuses")],
        "/rate_limit",
    ],
    "google-ads": ["/token", "/{version}/customers:listAccessibleCustomers"] + [f"{ADS}/{part}" for part in ("googleAds:search", "campaigns:mutate", "campaignBudgets:mutate", "adGroups:mutate")],
    "meta-ads": ["/{version}/{objectId}", "/{version}/{objectId}/insights", "/{version}/{adAccountId}/campaigns", "/{version}/{adAccountId}/adsets"],
    "linkedin-ads": [
        "/oauth/v2/accessToken",
        *[f"/rest/adAccounts/{{adAccountId}}/{part}" for part in ("adCampaigns", "adCampaigns/{campaignId}", "adCampaignGroups/{campaignGroupId}")],
        "/rest/adAnalytics",
        "/rest/leadFormResponses",
    ],
    "slack": ["/chat.postMessage", "/chat.update", "/conversations.history", "/conversations.open", "/reactions.add", "/users.lookupByEmail", "/views.open", "/auth.test"],
    "teams": ["/workflows/{workflow}/triggers/manual/paths/invoke"],
    "openai": ["/chat/completions", "/models"],
    "anthropic": ["/v1/messages", "/v1/models"],
    "power-bi": ["/v1.0/myorg/groups/{groupId}/datasets"] + [f"/v1.0/myorg/groups/{{groupId}}/datasets/{{datasetId}}/refreshes{more}" for more in ("", "/{refreshId}")],
    "tableau": [
        "/api/{version}/auth/signin",
        *["/api/{version}/sites/{siteId}" + path for path in ("/datasources", "/datasources/{id}/refresh", "/workbooks", "/workbooks/{id}/refresh")],
        *["/api/{version}/sites/{siteId}" + path for path in ("/tasks/extractRefreshes/{taskId}/runNow", "/jobs/{jobId}")],
    ],
    "google-analytics": ["/mp/collect", "/debug/mp/collect", GA + ":runReport", GA + ":checkCompatibility", GA + "/metadata"],
}
METHODS = ("get", "put", "post", "patch", "delete")
MARK = {"x-added-by-this-project": True}


def add_replies(paths):
    """conversations.replies answers as conversations.history does. docs.slack.dev/reference/methods/conversations.replies"""
    made = json.loads(json.dumps(paths["/conversations.history"]))
    made["get"].update(operationId="conversations_replies", **MARK)
    ts = {"in": "query", "name": "ts", "required": True, "schema": {"type": "string"}}
    made["get"]["parameters"] = [one for one in made["get"]["parameters"] if one["name"] != "channel"]
    made["get"]["parameters"] += [{"in": "query", "name": "channel", "required": True, "schema": {"type": "string"}}, ts]
    paths["/conversations.replies"] = made


def add_subtasks(paths):
    """Subtasks are listed as the tasks of a project are. developers.asana.com/reference/getsubtasksfortask"""
    made = json.loads(json.dumps(paths["/projects/{project_gid}/tasks"]["get"]))
    made.update(operationId="getSubtasksForTask", **MARK)
    made["parameters"] = [one for one in made["parameters"] if one.get("name") != "completed_since"]
    paths["/tasks/{task_gid}/subtasks"]["get"] = made


def add_stories(paths):
    """A story by its id, and stories of tasks in a batch. developers.asana.com/reference/getstory, developers.asana.com/docs/batch-requests"""
    made = json.loads(json.dumps(paths["/tasks/{task_gid}/stories"]["get"]))
    made.update(operationId="getStory", **MARK)
    made["parameters"] = [one for one in made["parameters"] if one.get("name") == "opt_fields"]
    schema = {"type": "object", "properties": {"data": {"$ref": "#/components/schemas/StoryResponse"}}}
    made["responses"]["200"]["content"]["application/json"] = {"schema": schema}
    gid = {"in": "path", "name": "story_gid", "required": True, "schema": {"type": "string"}}
    paths["/stories/{story_gid}"] = {"parameters": [gid, {"$ref": "#/components/parameters/pretty"}], "get": made}
    user, task = {"gid": "12345", "name": "Greg Sanchez"}, {"gid": "12345", "name": "Bug Task"}
    story = {"gid": "67890", "created_at": "2026-05-04T11:59:10.123Z", "created_by": user, "resource_subtype": "comment_added", "text": "This is a comment.", "target": task}
    answer = paths["/batch"]["post"]["responses"]["200"]["content"]["application/json"]
    answer["example"] = {"data": [{"status_code": 200, "headers": {}, "body": {"data": [story]}}]}
    answer.update(MARK)


def add_to_asana(paths):
    add_subtasks(paths)
    add_stories(paths)


def add_strategy(paths):
    """The row of campaign.bidding_strategy_type. developers.google.com/google-ads/api/fields/v26/campaign"""
    answer = paths[ADS + "/googleAds:search"]["post"]["responses"]["200"]["content"]["application/json"]
    row = answer["example"]["results"][0]
    row["campaign"]["biddingStrategyType"] = "TARGET_CPA"
    row["adGroup"] = {"resourceName": "customers/1234567890/adGroups/555", "id": "555", "name": "A", "status": "ENABLED", "cpcBidMicros": "1500000"}
    row["customer"] = {"resourceName": "customers/1234567890", "id": "1234567890", "currencyCode": "EUR", "timeZone": "Europe/Berlin"}
    row["changeStatus"] = {"lastChangeDateTime": "2026-05-04 12:11:12.345678", "resourceStatus": "CHANGED"}
    answer.update(MARK)


def add_purchases(paths):
    """A report of purchases by transaction. developers.google.com/analytics/devguides/reporting/data/v1/api-schema"""
    answer = paths[GA + ":runReport"]["post"]["responses"]["200"]["content"]["application/json"]
    made = json.loads(json.dumps(answer["examples"]["rows"]["value"]))
    made["dimensionHeaders"] = [{"name": name} for name in ("transactionId", "dateHourMinute", "sessionCampaignName")]
    made["metricHeaders"] = [{"name": "purchaseRevenue", "type": "TYPE_CURRENCY"}]
    made["rows"] = [{"dimensionValues": [{"value": one} for one in ("A-1", "202605041211", "spring")], "metricValues": [{"value": "49.9"}]}]
    answer["examples"]["purchases"] = {"value": made}
    answer.update(MARK)


def add_stamps(paths):
    """When a campaign was changed. learn.microsoft.com/linkedin: Create and manage campaigns"""
    answer = paths["/rest/adAccounts/{adAccountId}/adCampaigns"]["get"]["responses"]["200"]["content"]["application/json"]
    answer["example"]["elements"][0]["changeAuditStamps"] = {"created": {"time": 1777000000000}, "lastModified": {"time": 1777889472000}}
    answer.update(MARK)


def add_transitions(paths):
    """An issue as `fields=status` and `expand=transitions` ask for it. developer.atlassian.com: REST API v3, Get issue"""
    example = lambda path: paths[J + path]["get"]["responses"]["200"]["content"]["application/json"]  # noqa: E731
    issue, ways = example("/issue/{issueIdOrKey}"), example("/issue/{issueIdOrKey}/transitions")
    issue["example"]["fields"]["status"] = {"id": "10001", "name": "To Do"}
    issue["example"]["transitions"] = ways["example"]["transitions"]
    issue.update(MARK)


def add_me(paths):
    """The person that a token belongs to. developers.facebook.com/docs/graph-api/overview, The /me endpoint"""
    made = json.loads(json.dumps(paths["/{version}/{objectId}"]))
    made = {"get": {**made["get"], "operationId": "getMe", **MARK}}
    made["get"]["parameters"] = [one for one in made["get"]["parameters"] if one.get("name") != "objectId"]
    paths["/{version}/me"] = made


ADD = {
    **{"slack": add_replies, "asana": add_to_asana, "jira": add_transitions, "linkedin-ads": add_stamps},
    **{"google-ads": add_strategy, "google-analytics": add_purchases, "meta-ads": add_me},
}


def plain(value, inside=""):
    """Without texts for people, but for those of answers, which need one. A member of `properties` is data, whatever its name is."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    texts = () if inside == "properties" else ("externalDocs", "x-codeSamples", "x-readme", "tags", "summary", "description")
    if "content" in value or "headers" in value or list(value) == ["description"]:
        texts = ()
    return {key: one if key in ("example", "value") else plain(one, key) for key, one in value.items() if key not in texts}


def references(value):
    if isinstance(value, list):
        for one in value:
            yield from references(one)
    elif isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for one in value.values():
            yield from references(one)


def cut(description, keep, add):
    paths = {path: description["paths"][path] for path in keep}
    if add:
        add(paths)
    made = {**description, "paths": {}, "components": {}}
    for path, item in paths.items():
        made["paths"][path] = plain(item)
    made.pop("tags", None)
    schemes = description.get("components", {}).get("securitySchemes", {})
    for scheme in schemes.values():
        for flow in scheme.get("flows", {}).values():
            flow["scopes"] = {}
    made["components"]["securitySchemes"] = schemes
    waiting = list(references(made["paths"]))
    while waiting:
        kind, name = waiting.pop().removeprefix("#/components/").split("/")
        group = made["components"].setdefault(kind, {})
        if name not in group:
            group[name] = plain(description["components"][kind][name])
            waiting += references(group[name])
    return made


def main():
    origin, target = Path(sys.argv[1]), Path(sys.argv[2])
    for vendor, keep in KEEP.items():
        description = json.loads((origin / f"{vendor}.json").read_text())
        text = json.dumps(cut(description, keep, ADD.get(vendor)), ensure_ascii=False, separators=(",", ":"))
        (target / f"{vendor}.json").write_text(text + "\n")
        print(f"{vendor}: {len(text)} bytes")


if __name__ == "__main__":
    main()
