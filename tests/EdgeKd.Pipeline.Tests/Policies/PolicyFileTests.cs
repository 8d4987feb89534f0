using EdgeKd.Pipeline.Policies;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Release;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Pipeline.Tests.Policies;

[TestFixture]
public class PolicyFileTests
{
    [Test]
    public void Every_key_is_read()
    {
        var policy = PolicyFile.Parse("""
            policy: 1
            require: any
            rejectBelow: 0.7
            costs:
              - { label: stop, answer: go, cost: 100 }
            rules:
              - { metric: top1, atLeast: 0.9 }
              - { metric: recall, against: released, class: each, margin: 3, confidence: 0.99, level: warning }
              - { metric: latencyP90Ms, against: released, marginPercent: 10, margin: 0.1, precision: int8, target: local, mustHaveData: false }
              - { metric: top1, against: released, slice: night, margin: 1 }
            """, "policy.yaml").Policy;

        Assert.That((policy.Policy, policy.Require, policy.RejectBelow), Is.EqualTo((1, "any", 0.7)));
        Assert.That(policy.Costs, Is.EqualTo(new[] { new ClassCost { Label = "stop", Answer = "go", Cost = 100 } }));
        Assert.That(policy.Rules, Is.EqualTo(new PolicyRule[]
        {
            new() { Metric = "top1", AtLeast = 0.9 },
            new() { Metric = "recall", Against = "released", Class = "each", Margin = 3, Confidence = 0.99, Level = "warning" },
            new() { Metric = "latencyP90Ms", Against = "released", MarginPercent = 10, Margin = 0.1, Precision = "int8", Target = "local", MustHaveData = false },
            new() { Metric = "top1", Against = "released", Slice = "night", Margin = 1 },
        }));
    }

    [TestCase("rules:\n- { metric: top1, atLeast: 0.9, levle: error }", 2, "unknown key 'levle' in rules[0]; did you mean 'level'?")]
    [TestCase("rules:\n- { metric: top1, atLeast: 0.9 }\nrule: 1", 3, "unknown key 'rule' in the policy; did you mean 'rules'?")]
    [TestCase("rules:\n- { metric: top3, atLeast: 0.9 }", 2, "rules[0].metric is 'top3' but must be one of top1, top5")]
    [TestCase("rules:\n- { atLeast: 0.9 }", 2, "rules[0].metric is missing; add it (see its meaning in the policies under models/)")]
    [TestCase("policy: 1", 1, "rules is missing")]
    [TestCase("policy: 2\nrules:\n- { metric: top1, atLeast: 0.9 }", 1, "policy is 2 but must be 1")]
    [TestCase("rules:\n- { metric: top1, atLeast: 0.9 }\n- metric: top1\n  against: released\n  margin: 1\n  confidence: 0.3", 6, "rules[1].confidence is 0.3 but must be from 0.5 to 0.9999")]
    [TestCase("rules:\n- { metric: top1, atLeast: 0.9 }\n- metric: top1\n  margin: 1", 4, "rules[1]: margin is a distance from another model; add against: released or float or teacher, or use atLeast")]
    [TestCase("rules:\n- metric: latencyP90Ms\n  atLeast: 5", 3, "rules[0]: atLeast stands beside latencyP90Ms, of which less is better; use atMost")]
    [TestCase("rules:\n- metric: recall\n  atLeast: 0.5", 2, "rules[0]: recall is of a class; add class: each, or the name of one")]
    [TestCase("rules:\n- metric: top1\n  atLeast: 90", 3, "rules[0].atLeast is 90, but top1 is a share from 0 to 1")]
    [TestCase("rules: []", 1, "rules has 0 entries, but a policy has 1 to 10000")]
    [TestCase("rules: { metric: top1 }", 1, "rules wants a list, found keys below it")]
    [TestCase("rules:\n- &a { metric: top1, atLeast: 0.9 }\n- *a", 3, "aliases (*name) are not used in policies; write the value out")]
    public void A_wrong_policy_is_one_line_with_its_place(string yaml, int line, string problem)
    {
        var error = Assert.Throws<RecipeException>(() => PolicyFile.Parse(yaml, "models/tiny/policy.yaml"))!;
        Assert.That(error.Message, Does.StartWith($"models/tiny/policy.yaml:{line}: {problem}").And.Not.Contain("\n"));
    }

    [Test]
    public void A_class_that_the_data_does_not_have_is_named_with_its_line()
    {
        var file = PolicyFile.Parse("rules:\n- metric: recall\n  class: fox\n  atLeast: 0.5", "p.yaml");
        Assert.That(() => file.RequireClasses(["cat", "fox"]), Throws.Nothing);
        Assert.That(() => file.RequireClasses(["cat", "dog"]),
            Throws.TypeOf<RecipeException>().With.Message.EqualTo("p.yaml:3: rules[0].class is 'fox', which is none of the 2 classes; known are cat, dog"));
    }

    [Test]
    public void A_word_that_goes_on_in_the_next_line_is_one_line_of_error() =>
        Assert.That(() => PolicyFile.Parse("rules:\n- { metric: top1, class: \na }", "p.yaml"),
            Throws.TypeOf<RecipeException>().With.Message.StartsWith("p.yaml: not valid YAML: ").And.Message.Not.Contain("\n"));

    [Test]
    public void A_missing_file_says_so() =>
        Assert.That(() => PolicyFile.Load("no/policy.yaml"), Throws.TypeOf<RecipeException>().With.Message.StartsWith("no/policy.yaml: there is no such policy"));

    [Test]
    public void Any_text_is_a_policy_or_one_line_of_error() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            try
            {
                PolicyFile.Parse("rules:\n- { metric: top1, atLeast: 0.5, class: " + text.Get + " }", "p.yaml");
                return true;
            }
            catch (RecipeException e)
            {
                return !e.Message.Contains('\n');
            }
        }).QuickCheckThrowOnFailure();
}
