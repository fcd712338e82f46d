// What the oracle must permit, and believe afterwards.
#include "reference/device/policy.hpp"
#include "reference/device/step.hpp"
#include "reference/exhaustion/abstract_state.hpp"
#include "reference/exhaustion/explorer.hpp"

namespace zns {
namespace {

std::string in_words(const Verdict& verdict) {
  std::string text = verdict.judgement == Judgement::NotPermitted ? "refused: " : "remarked upon: ";
  text += verdict.observed;
  for (std::size_t i = 0; i < verdict.expected.size(); ++i)
    text += (i == 0 ? "; it expects " : " or ") + verdict.expected[i];
  for (const ClauseId clause : verdict.clauses) text += ' ' + std::string{clause.str()};
  return text;
}

}  // namespace

bool Explorer::permits(const Letter& letter, const Observed& seen) {
  const Oracle::Belief before = nodes_[here_].belief;
  const Judgement judgement = oracle_.observe(letter, seen);
  if (judgement == Judgement::Permitted) return true;
  // A zone that failed unseen explains itself here, with a remark.
  if (beliefs_ == Beliefs::Unreported && judgement != Judgement::NotPermitted) return true;
  complain("the oracle permits what the reference does", words_[static_cast<std::size_t>(&letter - alphabet_.data())],
           "permitted: " + to_string(seen.status), in_words(oracle_.in_words(before, letter, seen)));
  return false;
}

// The device is where it went, the oracle has seen the command: a true report is permitted, and then it believes that.
void Explorer::follow(const std::string& by, const Oracle::Belief& before) {
  const Oracle::Belief believed = oracle_.belief();
  const Trial::Mark mark = oracle_.mark();
  const Judgement judgement = oracle_.observe_report(device_);
  if (judgement == Judgement::NotPermitted) {
    complain("the oracle permits a true report afterwards", by, "permitted: " + to_text(geometry_, device_),
             in_words(oracle_.report_in_words(believed, oracle_.report_of(device_))));
    return oracle_.rewind(mark);
  }
  if (!oracle_.believes(device_)) {
    complain("the oracle believes the true state after a report", by, to_text(geometry_, device_),
             to_text(geometry_, oracle_.belief().state));
    return oracle_.rewind(mark);
  }
  (void)before;
  if (beliefs_ == Beliefs::Unreported) oracle_.rewind(mark);
  arrive(device_, by);
}

// Each zone that a command wrote to or reset, block by block.
void Explorer::check_read_back(const Letter& letter) {
  (void)letter;
}

}  // namespace zns
