using EdgeKd.Models;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.Pipeline.Tests.Stages;

[TestFixture]
public class NetworksTests
{
    [Test]
    public void Branches_cost_what_they_are_merged_to()
    {
        using var branched = ModelZoo.Create("mobileone-s0", new ModelOptions { Classes = 1000 });
        var (deployed, trained) = (Networks.DeployedCost(branched, 32), ModelCost.Measure(branched, 32, 32));
        Assert.That(deployed.Parameters / 1e6, Is.EqualTo(2.1).Within(0.05), "as the paper has it");
        Assert.That(deployed.Macs, Is.LessThan(trained.Macs / 2));
        Assert.That(ModelCost.Measure(branched, 32, 32), Is.EqualTo(trained), "the network still runs");

        using var plain = ModelZoo.Create("resnet8", new ModelOptions { Classes = 10 });
        Assert.That(Networks.DeployedCost(plain, 32), Is.EqualTo(ModelCost.Measure(plain, 32, 32)));
    }
}
