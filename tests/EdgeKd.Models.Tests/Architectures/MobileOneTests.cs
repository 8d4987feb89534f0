using EdgeKd.Models;

namespace EdgeKd.Models.Tests.Architectures;

/// <summary>MobileOne as in the authors' unfused checkpoints.</summary>
[TestFixture]
[NonParallelizable]
public class MobileOneTests
{
    //  millions of parameters with all branches, 1,000 classes, as timm's table of results gives them
    [TestCase("mobileone-s0", 5.29)]
    [TestCase("mobileone-s1", 4.83)]
    [TestCase("mobileone-s2", 7.88)]
    [TestCase("mobileone-s3", 10.17)]
    [TestCase("mobileone-s4", 14.95)]
    public void ParameterCountIsThePublishedOne(string name, double millions)
    {
        using var model = ModelZoo.Create(name, new ModelOptions { Classes = 1000 });
        Assert.That(Math.Round(model.parameters().Sum(parameter => parameter.numel()) / 1e6, 2), Is.EqualTo(millions));
    }

    [Test]
    public void StagesHaveTheAuthorsNamesBranchesAndWidths()
    {
        using var model = ModelZoo.Create("mobileone-s0", new ModelOptions { Classes = 1000 });
        var shapes = StateDictionary.Of(model).ToDictionary(entry => entry.Key, entry => string.Join('×', entry.Value.shape));
        Assert.That(shapes.Keys.Where(key => key.StartsWith("stage0") && key.EndsWith("weight")), Is.EqualTo(new[]
        {
            "stage0.rbr_conv.0.conv.weight", "stage0.rbr_conv.0.bn.weight", "stage0.rbr_scale.conv.weight", "stage0.rbr_scale.bn.weight",
        }));

        // Depthwise, pointwise, and so on; the first of a stage has stride 2 and so no shortcut.
        Assert.That(shapes["stage1.0.rbr_conv.3.conv.weight"], Is.EqualTo("48×1×3×3"));
        Assert.That(shapes["stage1.0.rbr_scale.conv.weight"], Is.EqualTo("48×1×1×1"));
        Assert.That(shapes["stage1.1.rbr_conv.3.conv.weight"], Is.EqualTo("48×48×1×1"));
        Assert.That(shapes["stage1.2.rbr_skip.running_var"], Is.EqualTo("48"));
        Assert.That(shapes["stage2.1.rbr_conv.0.conv.weight"], Is.EqualTo("128×48×1×1"));
        Assert.That(shapes["stage3.19.rbr_conv.0.conv.weight"], Is.EqualTo("256×256×1×1"));
        Assert.That(shapes["stage4.1.rbr_conv.0.conv.weight"], Is.EqualTo("1024×256×1×1"));
        Assert.That(shapes["linear.weight"], Is.EqualTo("1000×1024"));
        Assert.That(shapes.Keys, Has.None.EqualTo("stage1.0.rbr_skip.weight"));
        Assert.That(shapes.Keys, Has.None.EqualTo("stage1.1.rbr_scale.conv.weight"));
        Assert.That(shapes.Keys, Has.None.EqualTo("stage1.0.rbr_conv.4.conv.weight"));
        Assert.That(shapes.Keys, Has.None.Contains(".se."));
    }

    [Test]
    public void TheLargestWeighsTheChannelsOfItsLaterBlocks()
    {
        using var model = ModelZoo.Create("mobileone-s4", new ModelOptions { Classes = 1000 });
        var shapes = StateDictionary.Of(model).Where(entry => entry.Key.EndsWith("se.reduce.weight"))
            .Select(entry => $"{entry.Key} {string.Join('×', entry.Value.shape)}").ToArray();
        Assert.That(shapes, Has.Length.EqualTo(12));
        Assert.That(shapes[0], Is.EqualTo("stage3.10.se.reduce.weight 56×896×1×1"));
        Assert.That(shapes[^2..], Is.EqualTo(new[] { "stage4.0.se.reduce.weight 56×896×1×1", "stage4.1.se.reduce.weight 128×2048×1×1" }));
    }
}
