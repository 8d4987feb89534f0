using EdgeKd.Distillation.Distillers;

namespace EdgeKd.Distillation.Tests.Distillers;

[TestFixture]
public class DistillerFactoryTests
{
    [TestCase("ce")]
    [TestCase("kd")]
    public void MakesTheNamedMethod(string method)
    {
        using var student = new ToyNetwork();
        using var distiller = DistillerFactory.Create(
            new DistillerOptions { Method = method }, student, new NetworkTeacher(new ToyNetwork(2)));
        Assert.That(distiller.ExtractStudent(), Is.SameAs(student));
        Assert.That(distiller.Description, Does.StartWith(method));
    }

    [TestCase("dkdd", 4, 0.1, 0.9, 0, "dkdd")]
    [TestCase("kd", 0, 0.1, 0.9, 0, "temperature")]
    [TestCase("kd", double.NaN, 0.1, 0.9, 0, "temperature")]
    [TestCase("kd", 4, -0.1, 0.9, 0, "weight")]
    [TestCase("kd", 4, 0.1, double.PositiveInfinity, 0, "weight")]
    [TestCase("kd", 4, 0.1, 0.9, 1, "smoothing")]
    [TestCase("ce", 4, 0.1, 0.9, -0.1, "smoothing")]
    public void RefusesSettingsOutOfRange(
        string method, double temperature, double ce, double kd, double smoothing, string named)
    {
        using var student = new ToyNetwork();
        using var teacher = new NetworkTeacher(new ToyNetwork(2));
        var options = new DistillerOptions
        {
            Method = method, Temperature = temperature, CeWeight = ce, KdWeight = kd, LabelSmoothing = smoothing,
        };
        Assert.That(
            () => DistillerFactory.Create(options, student, teacher),
            Throws.ArgumentException.With.Message.Contains(named));
    }

    [Test]
    public void SaysThatKdNeedsATeacher()
    {
        using var student = new ToyNetwork();
        Assert.That(
            () => DistillerFactory.Create(new DistillerOptions(), student),
            Throws.ArgumentException.With.Message.Contains("teacher"));
    }

    [Test]
    public void RefusesATeacherOfOtherClasses()
    {
        using var student = new ToyNetwork();
        using var teacher = new NetworkTeacher(new ToyNetwork(2, classes: 4));
        Assert.That(
            () => DistillerFactory.Create(new DistillerOptions(), student, teacher),
            Throws.ArgumentException.With.Message.Contains("4 classes but the student 3"));
    }
}
