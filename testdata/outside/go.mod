module example.org/outside/program

go 1.25.0
