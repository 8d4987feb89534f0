using EdgeKd.Data;
using EdgeKd.Distillation.Distillers;

namespace EdgeKd.Distillation.Tests;

[TestFixture]
public class UnlabelledTests
{
    [TestCase(48, 52)]
    [TestCase(1, 99)]
    public void MixedBatchesTrainAndCountTheLabelledImagesAlone(int labelled, int unlabelled)
    {
        using var training = new TrainerFixture();
        var (result, _) = Train(training, new ConcatenatedImages(new ToySet(labelled), new Unlabelled(unlabelled)));
        Assert.That(result.Epochs.Select(e => e.TaskLoss), Is.All.InRange(0, 10));
        Assert.That(result.Epochs.Select(e => e.DistillationLoss), Is.All.GreaterThan(0));
        Assert.That(result.Epochs.Select(e => e.TrainTop1), Is.All.InRange(0, 1));
    }

    [Test]
    public void TheTeacherTeachesWhereThereIsNoLabelAtAll()
    {
        using var training = new TrainerFixture();
        var (result, top1) = Train(training, new Unlabelled(100));
        Assert.That(result.Epochs.Select(e => (e.TaskLoss, e.TrainTop1)), Is.All.EqualTo((0.0, 0.0)));
        Assert.That(top1, Is.GreaterThan(0.8));
    }

    [Test]
    public void TrainTop1IsThatOfTheLabelledImages()
    {
        // Half of the images unlabelled: over all images at most half could be right.
        using var training = new TrainerFixture();
        var (result, _) = Train(training, new ConcatenatedImages(new ToySet(48), new Unlabelled(48)));
        Assert.That(result.Epochs[^1].TrainTop1, Is.GreaterThan(0.7));
    }

    private static (TrainingResult Result, double Top1) Train(TrainerFixture training, IImageSet images)
    {
        using var validation = new ToySet(60, seed: 9);
        using var student = new ToyNetwork(3);
        using var distiller = DistillerFactory.Create(
            new DistillerOptions { Method = "kd" }, student, new NetworkTeacher(TrainerFixture.TrainTeacher()));
        using (images)
        {
            var result = new Trainer(training.Options with { Epochs = 4 }, distiller, images, validation, training.Folder).Run();
            return (result, result.ValidationTop1);
        }
    }

    private sealed class Unlabelled(int count) : IImageSet
    {
        private readonly ToySet images = new(count, seed: 3);

        public int Count => count;

        public int Height => images.Height;

        public int Width => images.Width;

        public IReadOnlyList<string> ClassNames => images.ClassNames;

        public int LabelOf(int index) => -1;

        public string NameOf(int index) => images.NameOf(index);

        public void CopyPixels(int index, Span<byte> destination) => images.CopyPixels(index, destination);

        public void Dispose() => images.Dispose();
    }
}
