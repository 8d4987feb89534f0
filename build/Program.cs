using Cake.Frosting;
using EdgeKd.Build;
using EdgeKd.Build.Runners;

var exitCode = new CakeHost().UseContext<BuildContext>().Run(args);

// Cake closes with its table of durations; the sum of the tests has to be the last line of all.
if (TestRunner.Summary is { } summary)
    Console.WriteLine(summary);
return BuildFailure.ExitCode is { } failure and not 0 ? failure : exitCode;
