#include "baton/core/finding.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

TEST(DidYouMean, OffersTheNearestName) {
  EXPECT_EQ(did_you_mean("pakc", {"pack", "ship"}), "did you mean \"pack\"?");
  EXPECT_EQ(did_you_mean("brif", {"brief", "copy"}), "did you mean \"brief\"?");
  EXPECT_EQ(did_you_mean("zzz", {"pack", "ship"}), "");
}

TEST(DidYouMean, CountsLettersAndNotBytes) {
  EXPECT_EQ(did_you_mean("go\u0430l", {"goal", "labels"}), "did you mean \"goal\"?")
      << "a Cyrillic letter that looks like a Latin one";
  EXPECT_EQ(did_you_mean("r\u00e9gion", {"region"}), "did you mean \"region\"?");
  EXPECT_EQ(did_you_mean("\u00e9", {"x"}), "") << "nothing is left of it";
}

TEST(NoSuchChoice, SaysWhatIsExpectedAndWhatCame) {
  const auto error = no_such_choice("faild", {"failed", "running", "open"}, "/status");
  EXPECT_EQ(error.code, Errc::invalid);
  EXPECT_EQ(error.message, "expected failed, running or open, got \"faild\"");
  EXPECT_EQ(error.where, "/status");
  EXPECT_EQ(error.hint, "did you mean \"failed\"?");
}

TEST(NoSuchName, SaysWhatThereIs) {
  const auto near = no_such_name("route", "legul", {"legal", "brand"});
  EXPECT_EQ(near.code, Errc::not_found);
  EXPECT_EQ(near.message, "there is no route \"legul\"");
  EXPECT_EQ(near.hint, "did you mean \"legal\"?");
  EXPECT_EQ(no_such_name("route", "x", {"legal", "brand"}, "none").hint, "there are legal, brand");
  EXPECT_EQ(no_such_name("route", "x", {}, "there are none").hint, "there are none");
}

}  // namespace
}  // namespace baton::core
