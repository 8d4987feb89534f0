using EdgeKd.Models;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Quantizing;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Stages;
using TorchSharp;

namespace EdgeKd.Pipeline.Tests.Quantizing;

[TestFixture]
public class LayerFiguresTests
{
    private readonly DoctoredModel _model = new(outlier: 1);

    [OneTimeTearDown]
    public void Clean() => _model.Dispose();

    [Test]
    public void A_branched_student_shows_its_branches_before_they_are_merged()
    {
        torch.random.manual_seed(3);
        using var student = ModelZoo.Create("mobileone-s0", new ModelOptions { Classes = 12 });
        student.eval();
        var settings = _model.Context("").Settings;

        var before = LayerFigures.BeforeMerging(student, settings, _model.Calibration)!;

        var merged = ChannelRange.Of(GraphPreparation.Prepare(ExportStage.Export(student, settings, _model.Calibration)));
        Assert.That(before, Has.Count.GreaterThan(2 * merged.Count));
        Assert.That(before.Select(layer => (double?)layer!["channelRatio"]), Is.All.AtLeast(1));
    }

    [Test]
    public void Students_without_branches_and_branches_that_stay_have_nothing_before()
    {
        using var plain = ModelZoo.Create("mobilenetv1", new ModelOptions { Classes = 12, Width = 0.25 });
        using var branched = ModelZoo.Create("mobileone-s0", new ModelOptions { Classes = 12 });
        var settings = _model.Context("").Settings;
        var keep = settings with { Recipe = settings.Recipe with { Export = new ExportSection { Branches = "keep" } } };

        Assert.That(LayerFigures.BeforeMerging(plain, settings, _model.Calibration), Is.Null);
        Assert.That(LayerFigures.BeforeMerging(branched, keep, _model.Calibration), Is.Null);
    }
}
