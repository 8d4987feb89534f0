using EdgeKd.Data;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Losses;
using EdgeKd.Distillation.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Distillers;

[TestFixture]
public class StudentDistillerTests
{
    [Test]
    public void WeighsBothLossesAndLeavesTheTeacherUntouched()
    {
        using var scope = NewDisposeScope();
        using var images = new ToySet(16);
        using var loader = new BatchLoader(images, new BatchLoaderOptions { BatchSize = 16, ImageSize = 8, Normalization = ToySet.Normalization });
        using var student = new ToyNetwork(1, norm: false);
        var teacherNetwork = new ToyNetwork(2);
        var before = teacherNetwork.Bytes();
        using var distiller = new StudentDistiller(
            student,
            new HintonObjective(temperature: 3, ceWeight: 0.25, kdWeight: 2, new TaskLoss(0.1)),
            new NetworkTeacher(teacherNetwork));
        distiller.Train(false);
        foreach (var batch in loader.Epoch(0))
        {
            using (batch)
            {
                using var losses = distiller.Forward(batch);
                var student1 = student.forward(batch.Images);
                var teacher1 = teacherNetwork.forward(batch.Images);
                Assert.That(losses.Task.ToSingle(), Is.EqualTo(0.25 * CrossEntropy.Loss(student1, batch.Labels, 0.1).ToSingle()).Within(1e-6));
                Assert.That(losses.Distillation!.ToSingle(), Is.EqualTo(2 * HintonDivergence.Loss(student1, teacher1, 3).ToSingle()).Within(1e-5));
                (losses.Task + losses.Distillation!).backward();
            }
        }

        Assert.That(teacherNetwork.Bytes(), Is.EqualTo(before));
        Assert.That(teacherNetwork.parameters().All(p => p.grad is null), Is.True);
        Assert.That(student.parameters().All(p => p.grad is not null), Is.True);
    }
}
