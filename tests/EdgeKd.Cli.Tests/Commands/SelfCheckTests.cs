using System.Text.Json.Nodes;
using EdgeKd.Cli.Rendering;
using EdgeKd.Distillation.DeviceChecks;

namespace EdgeKd.Cli.Tests.Commands;

[TestFixture]
public class SelfCheckTests
{
    private static readonly StepComparison[] Steps =
    [
        new("kd", 0, 2.5e-6, 2.3e-6, null),
        new("gpd + srd, bf16", double.NaN, double.NaN, double.NaN, "cuda: no kernel for [BFloat16]"),
    ];

    [Test]
    public void The_table_has_every_step_and_what_failed()
    {
        var text = Shown(json: false);

        Assert.That(text, Does.Match(@"kd +0\.0E\+0 +2\.5E-6 +2\.3E-6 +passed"));
        Assert.That(text, Does.Match(@"gpd \+ srd, bf16 +NaN +NaN +NaN +FAILED: cuda: no kernel for \[BFloat16\]"));
        Assert.That(text, Does.Contain("1 of 2 passed."));
    }

    [Test]
    public void The_same_as_JSON()
    {
        var steps = JsonNode.Parse(Shown(json: true))!.AsArray();

        Assert.That(steps.Select(step => ((string)step!["name"]!, (bool)step["passed"]!)), Is.EqualTo(new[] { ("kd", true), ("gpd + srd, bf16", false) }));
        Assert.That((double)steps[0]!["gradients"]!, Is.EqualTo(2.5e-6));
        Assert.That((string?)steps[1]!["losses"], Is.EqualTo("NaN"));
    }

    [TestCase("gpu", "edgekd: device 'gpu' is unknown; use cpu, cuda or cuda:N")]
    [TestCase("cuda:4096", "edgekd: device cuda:4096: ")]
    public void A_device_that_is_not_there_is_refused(string device, string line)
    {
        using StringWriter output = new(), errors = new();

        Assert.That(Application.Run(["selfcheck", "--device", device], output, errors, CancellationToken.None), Is.EqualTo(ExitCodes.Failed));
        Assert.That(errors.ToString(), Does.StartWith(line));
    }

    private static string Shown(bool json)
    {
        using var output = new StringWriter();
        SelfCheckTable.Write(new Terminal(output, TextWriter.Null), Steps, json);
        return output.ToString();
    }
}
