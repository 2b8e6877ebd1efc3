#include "baton/connectors/secret_store.hpp"

#include "baton/connectors/registry.hpp"
#include "baton/connectors/sealed.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <system_error>

// The encrypted secrets of a server, over restarts, rotations and wrong keys.
namespace baton::connectors {
namespace {

namespace fs = std::filesystem;
using core::Errc;
using core::Secret;

constexpr const char* kCanary = "canary-7f3a91c2d4";

class SecretStoreTest : public testing::Test {
 protected:
  template <class Value>
  Value wait(boost::asio::awaitable<Value> work) {
    std::optional<Value> got;
    boost::asio::co_spawn(io_, std::move(work), [&got](std::exception_ptr thrown, Value value) {
      if (thrown) std::rethrow_exception(thrown);
      got = std::move(value);
    });
    io_.restart();
    io_.run();
    return *std::move(got);
  }
  void wait(boost::asio::awaitable<void> work) {
    boost::asio::co_spawn(io_, std::move(work), [](std::exception_ptr thrown) {
      if (thrown) std::rethrow_exception(thrown);
    });
    io_.restart();
    io_.run();
  }

  // What a server finds of the key file, which the members of this test stand for.
  SecretKey key_file() {
    SecretKey key;
    key.bytes = file_;
    if (file_.empty()) key.missing = "there is no key file /etc/baton/secret.key";
    key.path = "/etc/baton/secret.key";
    key.next = next_;
    key.write_next = [this](const Secret& fresh) {
      if (full_) throw std::system_error(ENOSPC, std::generic_category(), "cannot write");
      next_ = fresh;
    };
    key.use_next = [this] {
      if (cut_) throw std::system_error(EIO, std::generic_category(), "cut");
      file_ = next_;
      next_ = Secret();
    };
    return key;
  }
  // A server starts.
  void start() {
    secrets_ = std::make_unique<SecretStore>(clock_);
    auto key = key_file();
    wait(secrets_->open(*store_, std::move(key)));
  }
  core::Result<void> put(const std::string& name, const std::string& value) {
    return wait(secrets_->put(name, Secret(value), core::Actor::user("ada")));
  }
  std::string value(const std::string& name) {
    return std::string(secrets_->find(name).value.reveal());
  }
  std::string missing(const std::string& name) { return secrets_->find(name).missing; }
  std::string setting(const std::string& name) {
    auto read = [&name](ports::Queries& queries) { return queries.setting(name); };
    return wait(store_->read(read));
  }
  std::vector<identity::AuditRow> acts() {
    auto read = [](ports::Queries& queries) {
      ports::AuditFilter filter;
      filter.act = "secrets";
      return queries.audit(filter);
    };
    return wait(store_->read(read));
  }
  void SetUp() override { start(); }

  boost::asio::io_context io_{1};
  simulate::VirtualClock clock_{};
  simulate::CountingRandom random_{};
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  Secret file_ = new_seal_key();
  Secret next_{};
  bool full_ = false;
  bool cut_ = false;
  std::unique_ptr<SecretStore> secrets_{};
};

TEST_F(SecretStoreTest, KeepsASecretOverARestart) {
  EXPECT_EQ(missing("jira"), "the secret jira is not set: baton secrets set jira");
  ASSERT_TRUE(put("jira", kCanary));
  EXPECT_EQ(value("jira"), kCanary);
  start();
  EXPECT_EQ(value("jira"), kCanary);
  ASSERT_EQ(secrets_->rows().size(), 1U);
  const auto row = secrets_->rows().front();
  EXPECT_EQ(row.name, "jira");
  EXPECT_EQ(row.changed_at, clock_.now());
  EXPECT_EQ(row.changed_by.text(), "ada");
  EXPECT_EQ(row.fault, "");
}

TEST_F(SecretStoreTest, TheDatabaseHasOnlyWhatIsEncrypted) {
  ASSERT_TRUE(put("jira", kCanary));
  const auto stored = setting("secret/jira");
  EXPECT_EQ(stored.find(kCanary), std::string::npos);
  EXPECT_NE(stored.find("v2:" + id_of_key(file_)), std::string::npos) << stored;
  ASSERT_EQ(acts().size(), 1U);
  const auto act = acts().front();
  EXPECT_EQ(act.act, "secrets.set");
  EXPECT_EQ(act.object, "jira");
  EXPECT_EQ(act.actor.text(), "ada");
  EXPECT_EQ(core::dump(identity::to_json(act)).find(kCanary), std::string::npos);
}

TEST_F(SecretStoreTest, RemovesASecret) {
  ASSERT_TRUE(put("jira", kCanary));
  ASSERT_TRUE(put("asana", kCanary));
  ASSERT_TRUE(wait(secrets_->remove("jira", core::Actor::user("ada"))));
  EXPECT_NE(missing("jira"), "");
  EXPECT_EQ(setting("secret/jira"), "");
  const auto again = wait(secrets_->remove("jra", core::Actor::user("ada")));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Errc::not_found);
  start();
  ASSERT_EQ(secrets_->rows().size(), 1U);
  EXPECT_EQ(secrets_->rows().front().name, "asana");
  EXPECT_EQ(acts().front().act, "secrets.remove");
}

TEST_F(SecretStoreTest, RefusesWhatCannotBeASecret) {
  for (const auto* name : {"", "-a", "a b", "a/b", "refresh/jira", "ä", ".a"}) {
    const auto kept = put(name, kCanary);
    ASSERT_FALSE(kept) << name;
    EXPECT_EQ(kept.error().code, Errc::invalid) << name;
    EXPECT_EQ(kept.error().text().find(kCanary), std::string::npos);
  }
  EXPECT_FALSE(put(std::string(101, 'a'), kCanary));
  EXPECT_TRUE(put(std::string(100, 'a'), kCanary));
  EXPECT_FALSE(put("short", "1234567"));
  EXPECT_FALSE(put("nul", std::string("12345678\0", 9)));
  EXPECT_TRUE(put("long", std::string(SecretStore::kValueBytesMax, 'x')));
  EXPECT_FALSE(put("longer", std::string(SecretStore::kValueBytesMax + 1, 'x')));
}

TEST_F(SecretStoreTest, AWrongKeyIsAStateThatSaysSo) {
  ASSERT_TRUE(put("jira", kCanary));
  const auto right = file_;
  file_ = new_seal_key();
  start();
  EXPECT_EQ(missing("jira"), "the secret jira cannot be opened: it was sealed with another key (" +
                                 id_of_key(right) + ") than that in /etc/baton/secret.key (" +
                                 id_of_key(file_) + ")");
  EXPECT_EQ(value("jira"), "");
  const auto rotated = wait(secrets_->rotate({}, core::Actor::user("ada")));
  ASSERT_FALSE(rotated);
  EXPECT_EQ(rotated.error().code, Errc::conflict);
  ASSERT_TRUE(put("jira", "set-again-with-the-new-key"));
  EXPECT_EQ(value("jira"), "set-again-with-the-new-key");
  file_ = Secret();
  start();
  EXPECT_EQ(missing("jira"),
            "the secret jira cannot be opened: there is no key file /etc/baton/secret.key");
  const auto kept = put("asana", kCanary);
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().code, Errc::unavailable);
  EXPECT_EQ(kept.error().hint, "baton secrets init");
}

TEST_F(SecretStoreTest, ADamagedSecretHoldsOnlyItself) {
  ASSERT_TRUE(put("jira", kCanary));
  ASSERT_TRUE(put("asana", kCanary));
  auto swap = [this](ports::Tx& tx) { tx.set_setting("secret/jira", tx.setting("secret/asana")); };
  wait(store_->transact(swap));
  start();
  EXPECT_EQ(missing("jira"),
            "the secret jira cannot be opened: what the database has of it is damaged");
  EXPECT_EQ(value("asana"), kCanary);
}

TEST_F(SecretStoreTest, ARotationEncryptsEverythingAnew) {
  ASSERT_TRUE(put("jira", kCanary));
  ASSERT_TRUE(
      wait(secrets_->keep_refresh_token("crm", Secret("declared-token"), Secret("newest-token"))));
  auto learn = [this](ports::Tx& tx) {
    tx.set_setting("hook-secret/asana", seal(file_, "hook-secret/asana", Secret("learned")));
  };
  wait(store_->transact(learn));
  const auto old = file_;
  const auto before = setting("secret/jira");
  const auto count =
      wait(secrets_->rotate({"hook-secret/asana", "hook-secret/none"}, core::Actor::user("ada")));
  ASSERT_TRUE(count) << count.error().text();
  EXPECT_EQ(*count, 3U);
  EXPECT_NE(id_of_key(file_), id_of_key(old));
  EXPECT_NE(setting("secret/jira"), before);
  EXPECT_EQ(unseal(file_, "hook-secret/asana", setting("hook-secret/asana"))->reveal(), "learned");
  EXPECT_EQ(id_of_key(secrets_->key()), id_of_key(file_));
  EXPECT_EQ(acts().front().act, "secrets.rotate_key");
  start();
  EXPECT_EQ(value("jira"), kCanary);
  EXPECT_EQ(secrets_->refresh_token("crm", Secret("declared-token")).reveal(), "newest-token");
}

TEST_F(SecretStoreTest, ARotationThatIsCutIsAllOrNothing) {
  ASSERT_TRUE(put("jira", kCanary));
  const auto old = file_;
  // Before the transaction: the disk of the key file is full.
  full_ = true;
  EXPECT_FALSE(wait(secrets_->rotate({}, core::Actor::user("ada"))));
  full_ = false;
  EXPECT_EQ(value("jira"), kCanary);
  start();
  EXPECT_EQ(value("jira"), kCanary);
  EXPECT_EQ(id_of_key(secrets_->key()), id_of_key(old));
  // Between the file and the transaction: a new key that nothing was sealed with.
  next_ = new_seal_key();
  start();
  EXPECT_EQ(id_of_key(secrets_->key()), id_of_key(old));
  EXPECT_EQ(value("jira"), kCanary);
  // Between the transaction and the renaming.
  cut_ = true;
  EXPECT_FALSE(wait(secrets_->rotate({}, core::Actor::user("ada"))));
  EXPECT_EQ(id_of_key(file_), id_of_key(old));
  cut_ = false;
  start();
  EXPECT_EQ(value("jira"), kCanary);
  EXPECT_NE(id_of_key(file_), id_of_key(old)) << "the start has ended the rotation";
  EXPECT_TRUE(next_.empty());
}

TEST_F(SecretStoreTest, ARotationKeepsTheOnlyCopyOfTheKeyInUse) {
  ASSERT_TRUE(put("jira", kCanary));
  cut_ = true;
  EXPECT_FALSE(wait(secrets_->rotate({}, core::Actor::user("ada"))));
  const Secret in_use = secrets_->key();
  EXPECT_EQ(id_of_key(next_), id_of_key(in_use));
  EXPECT_FALSE(wait(secrets_->rotate({}, core::Actor::user("ada"))));
  EXPECT_EQ(id_of_key(next_), id_of_key(in_use)) << "no other key has taken its place";
  cut_ = false;
  EXPECT_TRUE(wait(secrets_->rotate({}, core::Actor::user("ada"))));
  EXPECT_NE(id_of_key(file_), id_of_key(in_use));
  start();
  EXPECT_EQ(value("jira"), kCanary);
}

TEST_F(SecretStoreTest, ARefreshTokenBelongsToTheDeclaredOneItCameOf) {
  const Secret declared("declared-token");
  EXPECT_TRUE(secrets_->refresh_token("crm", declared).empty());
  ASSERT_TRUE(wait(secrets_->keep_refresh_token("crm", declared, Secret("first-token"))));
  ASSERT_TRUE(wait(secrets_->keep_refresh_token("crm", declared, Secret("second-token"))));
  start();
  EXPECT_EQ(secrets_->refresh_token("crm", declared).reveal(), "second-token");
  EXPECT_TRUE(secrets_->refresh_token("crm", Secret("a-new-authorization")).empty());
  EXPECT_TRUE(secrets_->refresh_token("other", declared).empty());
  EXPECT_TRUE(secrets_->rows().empty()) << "they are not people's";
  EXPECT_EQ(setting("secret/refresh/crm").find("second-token"), std::string::npos);
}

// --- what connections make of it ---

class StoredSecrets : public SecretStoreTest {
 protected:
  void SetUp() override {
    SecretStoreTest::SetUp();
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  core::Findings load(const std::string& yaml) {
    const auto path = folder_ / "connections.yaml";
    std::ofstream(path) << yaml;
    Registry::Options options;
    options.secrets = secrets_.get();
    const auto nothing = [](const std::string&) -> std::optional<std::string> { return {}; };
    auto loaded = Registry::load(fs::path(BATON_SOURCE_DIR) / "config" / "connectors", path,
                                 nothing, clock_, options);
    registry_ = std::move(loaded.registry);
    if (registry_)
      secrets_->on_change([this](const std::string& name) { registry_->secret_changed(name); });
    return loaded.findings;
  }
  std::string reason() { return registry_->state("asana")->reason; }

  fs::path folder_ = fs::path(testing::TempDir()) /
                     ("baton-stored-" +
                      std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
  std::unique_ptr<Registry> registry_{};
};

TEST_F(StoredSecrets, AChangeIsInUseAtOnce) {
  EXPECT_TRUE(
      load("connections:\n"
           "  asana: { auth: { kind: bearer, token: 'secret:asana' } }\n"
           "  http: { base_url: 'https://example.com', headers: { X-Key: { secret: k } } }\n")
          .empty());
  EXPECT_FALSE(registry_->active("asana"));
  EXPECT_EQ(reason(), "the secret asana is not set: baton secrets set asana");
  EXPECT_EQ(registry_->users_of("asana"), std::vector<std::string>{"asana"});
  EXPECT_EQ(registry_->users_of("k"), std::vector<std::string>{"http"});
  ASSERT_TRUE(put("asana", kCanary));
  EXPECT_TRUE(registry_->active("asana"));
  EXPECT_FALSE(registry_->active("http"));
  ASSERT_TRUE(put("k", kCanary));
  EXPECT_TRUE(registry_->active("http"));
  ASSERT_TRUE(wait(secrets_->remove("asana", core::Actor::user("ada"))));
  EXPECT_FALSE(registry_->active("asana")) << "what was removed is not used any more";
  EXPECT_TRUE(registry_->active("http"));
}

TEST_F(StoredSecrets, AWrongKeyHoldsTheConnection) {
  ASSERT_TRUE(put("asana", kCanary));
  file_ = new_seal_key();
  start();
  load("connections:\n  asana: { auth: { kind: bearer, token: 'secret:asana' } }\n");
  EXPECT_FALSE(registry_->active("asana"));
  EXPECT_NE(reason().find("it was sealed with another key"), std::string::npos) << reason();
}

TEST_F(StoredSecrets, NoPlaceThatPeopleSeeTakesOne) {
  ASSERT_TRUE(put("s", kCanary));
  for (const auto* bad :
       {"http: { base_url: 'secret:s' }", "google_ads: { settings: { customer: 'secret:s' } }",
        "google_ads: { settings: { customer: [{ secret: s }] } }"}) {
    const auto findings = load("connections:\n  " + std::string(bad) + "\n");
    bool said = false;
    for (const auto& finding : findings) {
      said |= finding.message.find("is shown to people") != std::string::npos;
      EXPECT_EQ(finding.message.find(kCanary), std::string::npos);
    }
    EXPECT_TRUE(said) << bad;
  }
  const auto misnamed = load("connections:\n  asana: { auth: { token: 'secret:a b' } }\n");
  ASSERT_FALSE(misnamed.empty());
  EXPECT_NE(misnamed.front().message.find("is no name of a secret"), std::string::npos);
}

TEST_F(StoredSecrets, WithoutAServerThereAreNone) {
  secrets_ = std::make_unique<SecretStore>(clock_);
  load("connections:\n  asana: { auth: { kind: bearer, token: 'secret:asana' } }\n");
  EXPECT_EQ(reason(),
            "the secret asana is kept in the database, which only the running server opens");
}

}  // namespace
}  // namespace baton::connectors
