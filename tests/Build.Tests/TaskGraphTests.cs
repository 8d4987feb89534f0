using System.Reflection;
using Cake.Frosting;

namespace EdgeKd.Build.Tests;

[TestFixture]
public class TaskGraphTests
{
    private static readonly Type[] Tasks = [.. typeof(BuildContext).Assembly.GetExportedTypes().Where(type => type.IsAssignableTo(typeof(IFrostingTask)))];

    [TestCase("Setup"), TestCase("Compile"), TestCase("Test"), TestCase("Data"), TestCase("Teacher"), TestCase("Distill"), TestCase("Extract")]
    [TestCase("Export"), TestCase("Quantize"), TestCase("Validate"), TestCase("Targets"), TestCase("Baseline"), TestCase("Gate"), TestCase("Report"), TestCase("Package"), TestCase("Ship"), TestCase("Bench"), TestCase("Clean")]
    public void EveryTargetExistsAndSaysWhatItIsFor(string name)
    {
        var task = Tasks.Single(type => NameOf(type) == name);
        Assert.That(task.GetCustomAttribute<TaskDescriptionAttribute>()?.Description, Is.Not.Empty);
    }

    [Test]
    public void ShipRunsEveryStageInOrder()
    {
        var order = new List<string>();
        for (var task = Tasks.Single(type => NameOf(type) == "Default"); task is not null; task = task.GetCustomAttribute<IsDependentOnAttribute>()?.Task)
            order.Insert(0, NameOf(task));
        Assert.That(order, Is.EqualTo(new[]
        {
            "Setup", "Compile", "Data", "Teacher", "Distill", "Extract", "Export", "Quantize", "Validate", "Targets", "Baseline", "Gate", "Report", "Package", "Ship", "Default",
        }));
    }

    private static string NameOf(Type task) => task.GetCustomAttribute<TaskNameAttribute>()!.Name;
}
