using EdgeKd.Pipeline.Policies;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Schemas;

namespace EdgeKd.Pipeline.Tests.Schemas;

/// <summary>As <see cref="RecipeSchemaTests"/>, of policies.</summary>
[TestFixture]
public class PolicySchemaTests
{
    private static readonly (string Policy, string Mistake)[] Wrong =
    [
        ("rules: [{ metric: top1, atLeast: 0.5, lvel: error }]", "rules.0: additionalProperties: "),
        ("rules: [{ metric: top2, atLeast: 0.5 }]", "rules.0.metric: enum: "),
        ("rules: [{ metric: top1, against: realeased, margin: 1 }]", "rules.0.against: enum: "),
        ("rules: [{ metric: top1, against: released, margin: 1, confidence: 0.4 }]", "rules.0.confidence: minimum: "),
        ("rules: [{ metric: top1, against: released, margin: -1 }]", "rules.0.margin: minimum: "),
        ("rules: [{ atLeast: 0.5 }]", "rules.0: required: "),
        ("rules: { metric: top1 }", "rules: type: "),
        ("require: some\nrules: [{ metric: top1, atLeast: 0.5 }]", "require: enum: "),
        ("policy: 2\nrules: [{ metric: top1, atLeast: 0.5 }]", "policy: maximum: "),
        ("require: all", ": required: "),
    ];

    private static readonly string Schema = ConfigurationSchema.Text("policy");

    [Test]
    public void Policies_that_the_reader_takes_have_no_mistake()
    {
        string[] policies =
        [
            .. Directory.EnumerateFiles(RepositoryFiles.PathOf("models"), "policy.yaml", SearchOption.AllDirectories).Select(File.ReadAllText),
            "rules:\n  - { metric: sizeBytes, atMost: 2_000_000 }\n  - { metric: recall, class: each, against: released, margin: 0 }\n",
        ];
        Assert.That(policies, Has.Length.GreaterThan(2));
        foreach (var policy in policies)
            Assert.That(() => PolicyFile.Parse(policy, "p.yaml"), Throws.Nothing);

        Assert.That(SchemaValidator.Mistakes(Schema, policies).SelectMany(mistakes => mistakes), Is.Empty);
    }

    [Test]
    public void Mistakes_are_found_where_they_are()
    {
        var found = SchemaValidator.Mistakes(Schema, [.. Wrong.Select(wrong => wrong.Policy)]);

        Assert.Multiple(() =>
        {
            foreach (var ((policy, mistake), mistakes) in Wrong.Zip(found))
            {
                Assert.That(() => PolicyFile.Parse(policy, "p.yaml"), Throws.TypeOf<RecipeException>(), policy);
                Assert.That(mistakes, Has.Count.EqualTo(1).And.Some.StartWith(mistake), policy);
            }
        });
    }
}
