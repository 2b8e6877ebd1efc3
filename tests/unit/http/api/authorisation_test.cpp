#include "http/api/endpoint.hpp"
#include "unit/http/api/server_at_rest.hpp"

#include <array>
#include <fstream>
#include <sstream>

// Who may call what. docs/roles.md is the table written down a second time: a change of either is
// seen in both, and every cell of it is asked of a gateway.
namespace baton::http {
namespace {

using identity::Needs;
using identity::Role;

// The least that does stands first, as in the page.
constexpr std::array kByRank{Role::sender,    Role::viewer, Role::approver,
                             Role::operator_, Role::editor, Role::admin};

std::string row_of(const Endpoint& endpoint) {
  std::string row = "| `" + std::string(endpoint.method) + " " + std::string(endpoint.path) + "` |";
  for (const Role role : kByRank) row += may(role, endpoint.needs) ? " ✓ |" : " |";
  row += endpoint.needs.kind() == Needs::nothing ? " ✓ |" : " |";
  return row;
}

// A path of the endpoint: what stands for its parameters is there nowhere.
std::string some_path(const Endpoint& endpoint) {
  std::string path(endpoint.path);
  if (path.ends_with("/*")) path.resize(path.size() - 2);
  for (auto open = path.find('{'); open != std::string::npos; open = path.find('{'))
    path.replace(open, path.find('}') - open + 1, "nobody");
  return path;
}

TEST(Roles, ArePublishedAsTheyAre) {
  std::ifstream file(std::string(BATON_SOURCE_DIR) + "/docs/roles.md");
  std::stringstream page;
  page << file.rdbuf();
  std::string table;
  for (const Endpoint& endpoint : endpoints()) table += row_of(endpoint) + "\n";
  EXPECT_NE(page.str().find("\n" + table), std::string::npos)
      << "docs/roles.md should have these rows:\n"
      << table;
}

class Authorisation : public ServerAtRest {
 protected:
  // Lets somebody of a role in, and returns the proof.
  std::string let_in(Role role) {
    const auto made = identity::new_token({"somebody", role}, {}, clock_.now());
    services_.access.replace({{made.token}}, clock_.now());
    return "Bearer " + made.text;
  }
  int status_of(const Endpoint& endpoint, std::vector<Field> fields) {
    Exchange exchange = asked(endpoint.method, keep(some_path(endpoint)), std::move(fields));
    return gateway_.admit(exchange).taken ? 0 : exchange.response.status;
  }
};

TEST_F(Authorisation, EveryCellOfTheTableHolds) {
  std::size_t cells = 0;
  for (const Role role : kByRank) {
    const std::string proof = let_in(role);
    for (const Endpoint& endpoint : endpoints()) {
      ++cells;
      const int status = status_of(endpoint, {{"Authorization", proof}});
      const std::string cell = std::string(to_text(role)) + ": " + std::string(endpoint.method) +
                               " " + std::string(endpoint.path);
      if (may(role, endpoint.needs)) {
        EXPECT_NE(status, 403) << cell;
        EXPECT_NE(status, 401) << cell;
      } else {
        EXPECT_EQ(status, 403) << cell;
      }
    }
  }
  EXPECT_EQ(cells, endpoints().size() * kByRank.size());
}

TEST_F(Authorisation, NobodyComesInWithoutAProof) {
  let_in(Role::admin);
  for (const Endpoint& endpoint : endpoints()) {
    if (endpoint.needs.kind() == Needs::nothing) continue;
    EXPECT_EQ(status_of(endpoint, {}), 401) << endpoint.path;
    EXPECT_EQ(status_of(endpoint, {{"Authorization", "Bearer x"}}), 401) << endpoint.path;
    EXPECT_EQ(status_of(endpoint, {{"Cookie", "baton_session=bs_x"}}), 401) << endpoint.path;
  }
}

// A token for less than its role: each deed opens what needs it, and nothing else.
TEST_F(Authorisation, ScopesNarrowARole) {
  for (const Needs::Kind deed : identity::kDeeds) {
    identity::Grant grant{"somebody", Role::admin};
    grant.scopes = {std::string(to_text(Needs(deed)))};
    const auto made = identity::new_token(grant, {}, clock_.now());
    services_.access.replace({{made.token}}, clock_.now());
    const std::string proof = "Bearer " + made.text;
    for (const Endpoint& endpoint : endpoints()) {
      const auto needs = endpoint.needs.kind();
      const bool opens = needs == Needs::nothing || needs == Needs::known || needs == deed;
      EXPECT_EQ(status_of(endpoint, {{"Authorization", proof}}) == 403, !opens)
          << to_text(Needs(deed)) << ": " << endpoint.path;
    }
  }
}

TEST_F(Authorisation, ARefusalNamesTheLeastRoleThatMay) {
  const std::string proof = let_in(Role::viewer);
  const Response refused = call("GET", "/api/v1/tokens", {{"Authorization", proof}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(core::text_at(core::Json::parse(refused.body), "role"), "admin");
  const Response retry = call("POST", "/api/v1/runs/nobody/retry", {{"Authorization", proof}});
  EXPECT_EQ(core::text_at(core::Json::parse(retry.body), "role"), "operator");
}

}  // namespace
}  // namespace baton::http
