namespace EdgeKd.Release.Tests.Reporting;

[TestFixture]
public class TrainingLogTests
{
    private const string Epoch = """{"epoch":1,"learningRate":0.2,"taskLoss":1.9,"distillationLoss":null,"diagnostics":{},"trainTop1":0.3,"validationLoss":2.0,"validationTop1":0.4,"validationTop5":0.9,"best":true,"seconds":3.3}""";

    [Test]
    public void Lines_are_epochs()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["metrics.jsonl"], $"{Epoch}\n{Epoch.Replace("\"epoch\":1", "\"epoch\":2", StringComparison.Ordinal)}\n");

        var log = TrainingLog.Load(folder["metrics.jsonl"], "teacher");

        Assert.That(log.Epochs.Select(epoch => (epoch.Epoch, epoch.TaskLoss, epoch.DistillationLoss, epoch.ValidationTop1)), Is.EqualTo(new[] { (1, 1.9, (double?)null, 0.4), (2, 1.9, null, 0.4) }));
    }

    [Test]
    public void A_damaged_line_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["metrics.jsonl"], $"{Epoch}\n{{\"epoch\":2");

        Assert.That(() => TrainingLog.Load(folder["metrics.jsonl"], "teacher"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("metrics.jsonl, line 2"));
    }
}
