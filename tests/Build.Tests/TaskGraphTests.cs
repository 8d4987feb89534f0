using System.Reflection;
using Cake.Frosting;

namespace EdgeKd.Build.Tests;

[TestFixture]
public class TaskGraphTests
{
    private static readonly Type[] Tasks = [.. typeof(BuildContext).Assembly.GetExportedTypes().Where(type => type.IsAssignableTo(typeof(IFrostingTask)))];

    [TestCase("Setup"), TestCase("Compile"), TestCase("Test"), TestCase("Data"), TestCase("Preflight"), TestCase("Teacher"), TestCase("Distill"), TestCase("Extract")]
    [TestCase("Export"), TestCase("Quantize"), TestCase("Validate"), TestCase("Targets"), TestCase("Baseline"), TestCase("Gate"), TestCase("Report"), TestCase("Package"), TestCase("Ship"), TestCase("Bench"), TestCase("Clean")]
    public void EveryTargetExistsAndSaysWhatItIsFor(string name)
    {
        var task = Tasks.Single(type => NameOf(type) == name);
        Assert.That(task.GetCustomAttribute<TaskDescriptionAttribute>()?.Description, Is.Not.Empty);
    }

    [Test]
    public void ShipRunsEveryStageInOrder()
    {
        Assert.That(Order(Tasks.Single(type => NameOf(type) == "Default")).Distinct(), Is.EqualTo(new[]
        {
            "Setup", "Compile", "Data", "Preflight", "Teacher", "Distill", "Extract", "Export", "Quantize", "Validate", "Targets", "Baseline", "Gate", "Report", "Package", "Ship", "Default",
        }));
    }

    /// <summary>As Cake runs them: what a task depends on, in the order of its attributes, and then the task.</summary>
    private static IEnumerable<string> Order(Type task) =>
        task.GetCustomAttributes<IsDependentOnAttribute>().SelectMany(dependency => Order(dependency.Task)).Append(NameOf(task));

    private static string NameOf(Type task) => task.GetCustomAttribute<TaskNameAttribute>()!.Name;
}
