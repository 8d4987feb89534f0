using System.Reflection;
using Cake.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Internal;

/// <summary>Tells Cake's engine about the task classes: their names, order and handlers.</summary>
internal static class TaskRegistration
{
    public static void Register(IServiceProvider provider)
    {
        var engine = provider.GetRequiredService<ICakeEngine>();
        var context = provider.GetRequiredService<IFrostingContext>();
        foreach (var task in provider.GetServices<IFrostingTask>())
            Register(engine, context, task);

        if (provider.GetService<IFrostingSetup>() is { } setup)
            engine.RegisterSetupAction(info => setup.Setup(context, info));
        if (provider.GetService<IFrostingTeardown>() is { } teardown)
            engine.RegisterTeardownAction(info => teardown.Teardown(context, info));
    }

    private static void Register(ICakeEngine engine, IFrostingContext context, IFrostingTask task)
    {
        var type = task.GetType();
        var builder = engine.RegisterTask(NameOf(type)).Does(task.RunAsync);
        if (type.GetCustomAttribute<TaskDescriptionAttribute>() is { } description)
            builder.Description(description.Description);
        if (Overrides(type, nameof(IFrostingTask.ShouldRun)))
            builder.WithCriteria(task.ShouldRun);
        if (type.IsDefined(typeof(ContinueOnErrorAttribute)))
            builder.ContinueOnError();
        // An error handler swallows the error, so it is only set where the task brings one.
        if (Overrides(type, nameof(IFrostingTask.OnError)))
            builder.OnError(exception => task.OnError(exception, context));
        if (Overrides(type, nameof(IFrostingTask.Finally)))
            builder.Finally(() => task.Finally(context));

        foreach (var dependency in type.GetCustomAttributes().OfType<ITaskDependency>())
            builder.IsDependentOn(NameOf(Checked(type, dependency.Task)));
        foreach (var dependee in type.GetCustomAttributes().OfType<IReverseTaskDependency>())
            builder.IsDependeeOf(NameOf(Checked(type, dependee.Task)));
    }

    private static string NameOf(Type type) => type.GetCustomAttribute<TaskNameAttribute>()?.Name ?? type.Name;

    private static Type Checked(Type task, Type other) => other.IsAssignableTo(typeof(IFrostingTask))
        ? other
        : throw new FrostingException($"The task {task.Name} depends on {other.Name}, which is no task.");

    private static bool Overrides(Type type, string method) =>
        type.GetMethods().Any(m => m.Name == method && m.DeclaringType is { } declaring
            && declaring.Assembly != typeof(IFrostingTask).Assembly);
}
